from funds.wallets.admin.destinations import DestinationAdmin
from funds.wallets.admin.official_wallets import OfficialWalletAdmin
from funds.wallets.admin.payments import PaymentAdmin

__all__ = ["DestinationAdmin", "OfficialWalletAdmin", "PaymentAdmin"]

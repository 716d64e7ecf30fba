from funds.wallets.admin.destinations import DestinationAdmin
from funds.wallets.admin.instructions import InterestInstructionAdmin
from funds.wallets.admin.official_wallets import OfficialWalletAdmin
from funds.wallets.admin.payments import PaymentAdmin

__all__ = ["DestinationAdmin", "InterestInstructionAdmin", "OfficialWalletAdmin", "PaymentAdmin"]

from funds.wallets.models.destination import Destination
from funds.wallets.models.interest_instruction import InterestInstruction
from funds.wallets.models.official_wallet import OfficialWallet
from funds.wallets.models.payment import Payment

__all__ = ["Destination", "InterestInstruction", "OfficialWallet", "Payment"]

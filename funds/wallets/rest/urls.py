"""The API's addresses of wallets and payments."""

from funds.wallets.rest.destinations import Destinations, OfficialWallets
from funds.wallets.rest.instructions import InterestInstructions
from funds.wallets.rest.payments import Payments

RESOURCES = {
    "destinations": Destinations,
    "interest-instructions": InterestInstructions,
    "official-wallets": OfficialWallets,
    "payments": Payments,
}

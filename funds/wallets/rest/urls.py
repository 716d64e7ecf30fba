"""The API's addresses of wallets and payments."""

from funds.wallets.rest.destinations import Destinations, OfficialWallets
from funds.wallets.rest.payments import Payments

RESOURCES = {"destinations": Destinations, "official-wallets": OfficialWallets, "payments": Payments}

"""What a QR code says so that a wallet or a bank's app fills in the payment."""

from decimal import Decimal
from urllib.parse import quote

from fidus.lib.money import Money
from funds.wallets.domain.networks import COINS, Network
from funds.wallets.domain.quantities import units

_MAIN_NETWORK = 1
# EPC069-12: the fields' longest values, and the one currency of SEPA.
_LONGEST_NAME, _LONGEST_TEXT = 70, 140


def payment_uri(network: Network, asset: str, address: str, *, quantity: Decimal | None = None, label: str = "") -> str:
    """For a chain; without a quantity the wallet asks for it. Raises BadQuantity.

    Bitcoin by BIP-21, Ethereum and its tokens by EIP-681 (with the chain named). TRON wallets have agreed on no form:
    what one of them reads as an amount another takes for a part of the address, so the code holds the address alone.
    """
    match network:
        case Network.BTC:
            return _bitcoin(address, quantity, label)
        case Network.ETH:
            amount = "" if quantity is None else f"?value={units(network, asset, quantity)}"
            return f"ethereum:{address}@{_MAIN_NETWORK}{amount}"
        case Network.ERC20:
            contract = COINS[network, asset].contract
            amount = "" if quantity is None else f"&uint256={units(network, asset, quantity)}"
            return f"ethereum:{contract}@{_MAIN_NETWORK}/transfer?address={address}{amount}"
        case Network.TRC20:
            return address
        case _:
            raise ValueError("a bank transfer has no such address; see sepa_code")


def sepa_code(*, holder: str, iban: str, bic: str, amount: Money | None = None, text: str = "") -> str | None:
    """A SEPA credit transfer by EPC069-12, version 002; None for an amount that is not in euro."""
    if amount is not None and amount.currency != "EUR":
        return None
    lines = [
        "BCD", "002", "1", "SCT", bic, holder[:_LONGEST_NAME], iban,
        "" if amount is None else f"EUR{amount.amount:f}", "", "", text[:_LONGEST_TEXT],
    ]  # fmt: skip
    return "\n".join(lines).rstrip("\n")


def _bitcoin(address: str, quantity: Decimal | None, label: str) -> str:
    given = []
    if quantity is not None:
        units(Network.BTC, "BTC", quantity)
        given.append(f"amount={quantity.normalize():f}")
    if label:
        given.append(f"label={quote(label, safe='')}")
    return f"bitcoin:{address}" + (f"?{'&'.join(given)}" if given else "")

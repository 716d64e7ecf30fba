"""The ledger account of the firm's money that is sent to a destination."""

from accounts.ledger.api import open_account
from funds.wallets.domain.networks import is_chain
from funds.wallets.models import Destination


def source_account(destination: Destination, currency: str) -> int:
    """The firm's bank, or its wallet for the coin, at its value in `currency`."""
    if not is_chain(destination.network):
        return open_account(code=f"Assets:Bank:{currency}", kind="asset", currency=currency, label="The firm's bank")
    code = f"Assets:Wallets:{destination.network.upper()}:{destination.asset}:{currency}"
    label = f"The firm's {destination.asset}, {destination.get_network_display()}"
    return open_account(code=code, kind="asset", currency=currency, label=label)

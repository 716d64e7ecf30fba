"""What of an address can be told before it is kept."""

from dataclasses import dataclass

from funds.wallets.domain import addresses
from funds.wallets.domain.bad_address import BadAddress
from funds.wallets.domain.bank_account import check_bic
from funds.wallets.domain.networks import Network
from funds.wallets.errors import BadDestination


@dataclass(frozen=True)
class Checked:
    """The fields as they are kept."""

    network: str
    asset: str
    address: str
    bic: str
    holder: str
    label: str


def check_address(*, network: str, asset: str, address: str, label: str, bic: str = "", holder: str = "") -> Checked:
    """Raises BadDestination, which names the field at fault."""
    try:
        on = Network(network)
    except ValueError as error:
        raise BadDestination("Choose the network.", "network") from error
    label, holder = " ".join(label.split()), " ".join(holder.split())
    if not label or len(label) > 60:
        raise BadDestination("Give it a name of at most 60 letters.", "label")
    try:
        asset = addresses.check_asset(on, asset.strip().upper())
        kept = addresses.check_address(on, address)
        if on != Network.BANK:
            return Checked(network, asset, kept, "", "", label)
        if not holder or len(holder) > 70:
            raise BadAddress("Give the account holder's name as the bank has it, at most 70 letters.", "holder")
        return Checked(network, asset, kept, check_bic(bic, kept), holder, label)
    except BadAddress as error:
        raise BadDestination(str(error), error.field) from error

"""Wallets and accounts as the portal shows them."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString

from funds.wallets.domain.destination_states import DestinationState
from funds.wallets.domain.networks import NAMES, Network
from funds.wallets.domain.payment_uris import payment_uri, sepa_code
from funds.wallets.models import Destination, OfficialWallet
from funds.wallets.qr import qr_svg


@dataclass(frozen=True)
class Line:
    """One destination: its badge, a sentence, and what its owner may do."""

    destination: Destination
    shape: str
    word: str
    sentence: str
    may_stop: bool = False
    may_retire: bool = False
    usable_from: datetime | None = None


def line_of(destination: Destination, *, now: datetime) -> Line:
    usable_from = destination.usable_from
    over = usable_from is not None and usable_from <= now
    match DestinationState(destination.state):
        case DestinationState.PROPOSED:
            return Line(destination, "waiting", "We look at it", "Somebody of ours confirms it.", may_stop=True)
        case DestinationState.CONFIRMED if not over:
            wait = "Cooling off: nothing is paid to it before"
            return Line(destination, "incubating", "Cooling off", wait, may_stop=True, usable_from=usable_from)
        case DestinationState.CONFIRMED | DestinationState.ACTIVE:
            return Line(destination, "active", "In use", "We can pay you here.", may_retire=True)
        case DestinationState.REFUSED:
            return Line(destination, "refused", "Not accepted", destination.reason)
        case DestinationState.STOPPED:
            return Line(destination, "closed", "Stopped", "Nothing was or will be paid to it.")
        case _:
            return Line(destination, "closed", "No longer in use", destination.reason)


@dataclass(frozen=True)
class Official:
    """One wallet of the firm with its code, if there is one for what it takes."""

    wallet: OfficialWallet
    heading: str
    warning: str
    code: SafeString | None


def official_of(wallet: OfficialWallet, *, reference: str) -> Official:
    network = Network(wallet.network)
    title = f"QR code to send {wallet.asset} over {NAMES[network]} to {wallet.address}"
    if network == Network.BANK:
        content = None
        if wallet.asset == "EUR":
            content = sepa_code(holder=wallet.holder, iban=wallet.address, bic=wallet.bic, text=reference)
        warning = f"Write {reference} as the reference, so that we know it is yours."
    else:
        content = payment_uri(network, wallet.asset, wallet.address)
        warning = f"Send only {wallet.asset}, and only over {NAMES[network]}. Anything else is lost."
    code = None if content is None else qr_svg(content, title=title)
    return Official(wallet, f"{wallet.asset}, {NAMES[network]}", warning, code)

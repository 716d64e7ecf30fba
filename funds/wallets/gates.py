"""May money be sent to this destination?"""

from datetime import datetime

from compliance.gates import Verdict, may_invest
from fidus.lib import clock
from funds.wallets.domain.destination_states import DestinationState
from funds.wallets.models import Destination

_NOT_USABLE = {
    DestinationState.PROPOSED: "It waits for a second person to confirm it.",
    DestinationState.RETIRED: "It was retired.",
    DestinationState.REFUSED: "It was refused.",
    DestinationState.STOPPED: "It was stopped.",
}


def may_be_used(destination: Destination, *, as_of: datetime | None = None) -> Verdict:
    """Yes, when it stands, its cooling-off is over and compliance has cleared the client; else the reasons why not.

    Whoever pays asks here, and so a screening of addresses will be asked here too.
    """
    as_of = as_of or clock.now()
    reasons: tuple[str, ...] = ()
    if not Destination.objects.filter(pk=destination.pk).usable(as_of).exists():
        reasons = (_why_not(destination, as_of),)
    reasons += may_invest(destination.client).reasons
    return Verdict(not reasons, reasons)


def _why_not(destination: Destination, as_of: datetime) -> str:
    if destination.usable_from is not None and as_of < destination.usable_from:
        return f"Its cooling-off ends on {destination.usable_from:%-d %b %Y at %H:%M} UTC."
    return _NOT_USABLE.get(DestinationState(destination.state), "Another one has taken its place.")

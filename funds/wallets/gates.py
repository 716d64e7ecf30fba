"""May money be sent to this destination, and to which does interest go?"""

from collections.abc import Collection
from datetime import datetime

from compliance.gates import Verdict, may_invest, may_invest_all
from fidus.lib import clock
from funds.domain.payout_route import Route, Standing
from funds.wallets.domain.destination_states import DestinationState
from funds.wallets.domain.instruction_states import InstructionState
from funds.wallets.domain.networks import counts_as
from funds.wallets.models import Destination, InterestInstruction

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


def interest_routes(holders: Collection[tuple[int, str]]) -> dict[tuple[int, str], Standing]:
    """By client's id and currency: where interest goes now, or why it waits. Named in fidus/wiring.py."""
    now, clients = clock.now(), {client for client, _ in holders}
    words = InterestInstruction.objects.filter(
        client__in=clients, state=InstructionState.CONFIRMED.value, usable_from__lte=now
    ).select_related("destination")
    # The newest one that is in force takes the place of those before it.
    newest = {(one.client_id, one.currency): one for one in words.order_by("usable_from", "pk")}
    usable = list(Destination.objects.filter(client__in=clients).usable(now))
    before = dict(Destination.objects.filter(client__in=clients).values_list("pk", "replaces"))
    cleared = may_invest_all(clients)
    return {
        (client, currency): _standing(newest.get((client, currency)), currency, usable, before, cleared[client].reasons)
        for client, currency in holders
    }


def _standing(
    word: InterestInstruction | None,
    currency: str,
    usable: list[Destination],
    before: dict[int, int | None],
    not_cleared: tuple[str, ...],
) -> Standing:
    if word is None:
        return Standing(None, (f"The client has not said where interest in {currency} goes.", *not_cleared))
    destination = _in_its_place(word.destination, usable, before)
    reasons = not_cleared
    if destination is None:
        why = _why_not(word.destination, clock.now())
        reasons = (f"Interest in {currency} was to go to {word.destination}. {why}", *reasons)
    elif counts_as(destination.network, destination.asset) != currency:
        reasons = (f"{destination} takes {destination.asset}: interest is in {currency}.", *reasons)
    if reasons or destination is None:
        return Standing(None, reasons)
    return Standing(route_to(destination))


def _in_its_place(
    destination: Destination, usable: list[Destination], before: dict[int, int | None]
) -> Destination | None:
    """The destination while it can be used, or what has replaced it: two people saw "in place of" and it cooled off."""
    for one in usable:
        place: int | None = one.pk
        while place is not None:
            if place == destination.pk:
                return one
            # What replaces is always younger than what it replaces: the way back ends.
            place = before.get(place)
    return None


def route_to(destination: Destination) -> Route:
    """All that is kept of a destination with a payment to it."""
    return Route(
        reference=destination.reference,
        label=destination.label,
        over=destination.get_network_display(),
        asset=destination.asset,
        address=destination.address,
        short=destination.short_address,
        holder=destination.holder,
        bic=destination.bic,
    )

"""The guarded step of a booking from state to state."""

from accounts.models import User
from fidus.lib import clock
from funds.bank.domain.booking_states import NEXT, PROPOSED
from funds.bank.errors import NotBookable
from funds.bank.models import BankBooking


def locked(booking: BankBooking) -> BankBooking:
    related = ("transaction__account", "other_account", "proposed_by")
    return BankBooking.objects.select_for_update(of=("self",)).select_related(*related).get(pk=booking.pk)


def move_booking(booking: BankBooking, action: str, by: User, **values: str) -> None:
    state = NEXT.get((booking.state, action))
    if state is None:
        raise NotBookable(f"This booking is {booking.state} already.")
    found = BankBooking.objects.filter(pk=booking.pk, state=PROPOSED)
    if found.update(state=state, decided_by=by, decided_at=clock.now(), **values) != 1:
        raise NotBookable("Somebody else decided it a moment ago.")
    booking.refresh_from_db(fields=["state", "decided_by", "decided_at", "reason"])

"""Decline a proposed booking."""

from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from funds.bank.errors import NotBookable
from funds.bank.events import BankBookingDeclined, subject_of
from funds.bank.models import BankBooking
from funds.bank.services.move_booking import locked, move_booking


@transaction.atomic
def decline_booking(*, booking: BankBooking, reason: str, by: User) -> BankBooking:
    """Anybody who may post may decline, with a reason; the bank's booking is open again."""
    booking = locked(booking)
    if not reason.strip():
        raise NotBookable("Say why it is declined.")
    move_booking(booking, "decline", by, reason=reason.strip()[:300])
    record(BankBookingDeclined(subject_of(booking.transaction.account_id), None, booking.pk, reason.strip()), by=by)
    return booking

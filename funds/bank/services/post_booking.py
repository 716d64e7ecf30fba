"""Post what somebody else proposed, and match it with the bank's booking in the same moment."""

from datetime import date

from django.db import transaction

from accounts.ledger.api import Draft, Leg, PeriodClosed, closed_until, open_account, post_entry
from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from funds.bank.domain.booking_states import POSTED
from funds.bank.events import BankBookingPosted, subject_of
from funds.bank.models import BankBooking, BookingKind
from funds.bank.services.match_transactions import match_transactions
from funds.bank.services.move_booking import locked, move_booking
from funds.errors import BadDate, SecondPersonNeeded


@transaction.atomic
def post_booking(*, booking: BankBooking, by: User) -> BankBooking:
    """The posted booking; raises SecondPersonNeeded (for whoever proposed it), BadDate, NotBookable."""
    booking = locked(booking)
    if booking.state == POSTED:
        return booking
    if booking.proposed_by_id == by.pk:
        raise SecondPersonNeeded("You proposed this booking; another person posts it.")
    move_booking(booking, "post", by)
    account = booking.transaction.account
    event = record(BankBookingPosted(subject_of(account.pk), None, booking.pk, booking.kind, booking.amount), by=by)
    try:
        posted = post_entry(booking_draft(booking, event=event), by=by)
    except PeriodClosed as error:
        raise BadDate("The books were closed a moment ago; look again.") from error
    match_transactions(
        account=account,
        transactions=[booking.transaction_id],
        entries=[posted.entry],
        reasons=["booked from it"],
        score=100,
        by=by,
    )
    return booking


def value_day(booked_on: date) -> date:
    """The bank's day; today where that day's books are closed, for the bank's figures wait for nobody."""
    closed = closed_until()
    return clock.today() if closed is not None and booked_on <= closed else booked_on


def booking_draft(booking: BankBooking, *, event: int | None = None) -> Draft:
    """What it posts, on its value day; shown to the person before it is posted."""
    account, currency, amount = booking.transaction.account, booking.transaction.account.currency, booking.amount
    match booking.kind:
        case BookingKind.TRANSFER:
            assert booking.other_account is not None
            other = booking.other_account.ledger_account
        case BookingKind.CHARGE:
            code, label = f"Expenses:BankCharges:{currency}", "Bank charges"
            other = open_account(code=code, kind="expense", currency=currency, label=label)
        case _:
            code, label = f"Income:BankInterest:{currency}", "Interest from banks"
            other = open_account(code=code, kind="income", currency=currency, label=label)
    return Draft(
        key=f"bank-booking:{booking.pk}",
        kind=f"bank_{booking.kind}",
        text=booking.text,
        booked_on=clock.today(),
        value_on=value_day(booking.transaction.booked_on),
        legs=(Leg(account.ledger_account, amount), Leg(other, -amount)),
        event=event,
    )

"""Propose to book what the bank did by itself: a charge, interest, or a transfer between the firm's own accounts."""

from django.db import IntegrityError
from django.db.transaction import atomic

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from funds.bank.errors import NotBookable
from funds.bank.events import BankBookingProposed, subject_of
from funds.bank.models import BankAccount, BankBooking, BankTransaction, BookingKind, MatchLine


@atomic
def propose_booking(
    *, transaction: BankTransaction, kind: str, text: str, other_account: BankAccount | None = None, by: User
) -> BankBooking:
    """Books nothing: a second person posts it. Raises NotBookable for what is matched, or proposed, already."""
    BankAccount.objects.select_for_update().get(pk=transaction.account_id)
    if not transaction.final or MatchLine.objects.filter(transaction=transaction, holds=True).exists():
        raise NotBookable("Only a final booking that is not matched yet can be booked.")
    if not text.strip():
        raise NotBookable("Say what it was.")
    if (kind == BookingKind.TRANSFER) != (other_account is not None):
        raise NotBookable("A transfer names the firm's other account; nothing else does.")
    own = transaction.account
    if other_account is not None and (other_account == own or other_account.currency != own.currency):
        raise NotBookable("A transfer goes to another account of the firm in the same currency.")
    if kind == BookingKind.CHARGE and transaction.amount_minor > 0 and not transaction.reversal:
        raise NotBookable("A charge takes money; this booking brings some.")
    try:
        booking = _create(transaction, kind, text, other_account, by)
    except IntegrityError:
        raise NotBookable("A booking of it is proposed or posted already.") from None
    event = BankBookingProposed(subject_of(transaction.account_id), None, booking.pk, kind, booking.amount)
    record(event, by=by)
    return booking


@atomic
def _create(
    bank_transaction: BankTransaction, kind: str, text: str, other_account: BankAccount | None, by: User
) -> BankBooking:
    return BankBooking.objects.create(
        transaction=bank_transaction,
        kind=kind,
        other_account=other_account,
        text=text.strip()[:200],
        proposed_by=by,
        proposed_at=clock.now(),
    )

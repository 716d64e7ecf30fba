"""Say that bookings of the bank are movements of the ledger, and take it back."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from fidus.lib.money import Money
from funds.bank.errors import NotMatching
from funds.bank.events import BankTransactionsMatched, subject_of
from funds.bank.models import BankAccount, BankTransaction, Match, MatchLine
from funds.bank.selectors import ledger_side


@transaction.atomic
def match_transactions(
    *,
    account: BankAccount,
    transactions: Sequence[int],
    entries: Sequence[int],
    reasons: Sequence[str],
    score: int = 0,
    automatic: bool = False,
    by: User | None,
) -> Match:
    """The match, of equal sums and of nothing that is matched already; raises NotMatching, and nothing is matched."""
    # Whoever matches on this account waits here: what is free is decided by one at a time.
    account = BankAccount.objects.select_for_update().get(pk=account.pk)
    if not transactions or not entries:
        raise NotMatching("Choose at least one booking of the bank and one movement of the ledger.")
    if len(set(transactions)) != len(transactions) or len(set(entries)) != len(entries):
        raise NotMatching("The same one stands twice in it.")
    bookings = list(BankTransaction.objects.filter(pk__in=transactions, account=account, final=True))
    moved = {one.entry: one for one in ledger_side(account) if one.entry in set(entries)}
    if len(bookings) != len(transactions) or len(moved) != len(entries):
        raise NotMatching("Not all of them are final bookings and ledger movements of this account.")
    at_bank = sum(one.amount_minor for one in bookings)
    in_ledger = sum(one.amount.minor for one in moved.values())
    if at_bank != in_ledger:
        difference = Money.from_minor(at_bank - in_ledger, account.currency)
        raise NotMatching(f"The two sides differ by {difference}. Book what is missing first, a charge for instance.")
    match = Match.objects.create(
        account=account, automatic=automatic, score=score, reasons=list(reasons), made_at=clock.now(), made_by=by
    )
    lines = [
        MatchLine(match=match, account=account, transaction=one, amount_minor=one.amount_minor, on=one.booked_on)
        for one in bookings
    ]
    lines += [
        MatchLine(match=match, account=account, entry=one.entry, amount_minor=one.amount.minor, on=one.value_on)
        for one in moved.values()
    ]
    try:
        with transaction.atomic():
            MatchLine.objects.bulk_create(lines)
    except IntegrityError:
        raise NotMatching("One of them is matched already.") from None
    event = BankTransactionsMatched(
        subject_of(account.pk), None, match.pk, list(transactions), list(entries), automatic, list(reasons)
    )
    record(event, by=by)
    return match

"""What bank and ledger say of one account, side by side."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import Max, Q, QuerySet

from accounts.ledger.api import Movement, balance, movements
from fidus.lib.money import Money, total
from funds.bank.domain.matching import BankItem, LedgerItem, Suggestion, suggest
from funds.bank.domain.reconciliation import Open, Reconciliation
from funds.bank.domain.statement import Kind, TieState
from funds.bank.models import BankAccount, BankStatement, BankTransaction, MatchLine
from funds.models import InterestPayout, Investment

_INVESTMENT = re.compile(r"\bINV-\d+\b")


def ledger_side(account: BankAccount, *, start: date | None = None, end: date | None = None) -> list[Movement]:
    """What each entry moved on the account, one row an entry."""
    found: dict[int, Movement] = {}
    for one in movements([account.ledger_account], start=start, end=end):
        earlier = found.get(one.entry)
        found[one.entry] = replace(one, amount=earlier.amount + one.amount) if earlier else one
    return [one for one in found.values() if one.amount]


def matched_entries(account: BankAccount) -> set[int]:
    lines = MatchLine.objects.filter(account=account, holds=True, entry__isnull=False)
    return set(lines.values_list("entry", flat=True))


def open_transactions(account: BankAccount, *, until: date | None = None) -> QuerySet[BankTransaction]:
    """Final bookings without a standing match, the oldest first; empty ones move nothing and need none."""
    held = MatchLine.objects.filter(account=account, holds=True, transaction__isnull=False).values("transaction")
    found = account.transactions.filter(final=True).exclude(pk__in=held).exclude(amount_minor=0)
    return found.filter(booked_on__lte=until) if until else found


def open_movements(account: BankAccount, *, until: date | None = None) -> list[Movement]:
    """Ledger movements without a standing match; those that made up the first statement's opening need none."""
    taken = matched_entries(account)
    found = [one for one in ledger_side(account, end=until) if one.entry not in taken]
    opening = opening_of(account)
    if opening is not None:
        before = total((one.amount for one in found if one.value_on < opening[0]), account.currency)
        if before == opening[1]:
            return [one for one in found if one.value_on >= opening[0]]
    return found


def suggestions(account: BankAccount, *, until: date | None = None) -> list[Suggestion]:
    bank = [_bank_item(one) for one in open_transactions(account, until=until)]
    return suggest(bank, ledger_items(open_movements(account, until=until)))


def reconcile(account: BankAccount, *, as_of: date) -> Reconciliation:
    """The statement as of a day: what is matched counts only if both sides had happened by then."""
    later = set(MatchLine.objects.filter(account=account, holds=True, on__gt=as_of).values_list("match_id", flat=True))
    lines = MatchLine.objects.filter(account=account, holds=True).exclude(match_id__in=later)
    settled_bank = set(lines.filter(transaction__isnull=False).values_list("transaction_id", flat=True))
    settled_ledger = set(lines.filter(entry__isnull=False).values_list("entry", flat=True))
    stated, stated_on = bank_balance(account, as_of=as_of)
    booked = account.transactions.filter(final=True, booked_on__lte=as_of).exclude(amount_minor=0)
    currency = account.currency
    ledger_now = balance(account.ledger_account, as_of=as_of)
    not_at_bank = [
        Open(one.entry, one.value_on, one.amount, one.text)
        for one in ledger_side(account, end=as_of)
        if one.entry not in settled_ledger
    ]
    opening = opening_of(account)
    if opening is not None and opening[0] <= as_of:
        before = [one for one in not_at_bank if one.on < opening[0]]
        if total((one.amount for one in before), currency) == opening[1]:
            # What the bank held when its statements begin is what the ledger had come to: no item is open.
            not_at_bank = [one for one in not_at_bank if one.on >= opening[0]]
            opening = None
    else:
        opening = None
    not_in_ledger = [
        Open(one.pk, one.booked_on, Money.from_minor(one.amount_minor, currency), one.said)
        for one in booked
        if one.pk not in settled_bank
    ]
    if opening is not None:
        not_in_ledger.insert(0, Open(0, opening[0], opening[1], "Balance when the statements begin"))
    return Reconciliation(as_of, ledger_now, tuple(not_at_bank), tuple(not_in_ledger), stated, stated_on)


def bank_balance(account: BankAccount, *, as_of: date) -> tuple[Money | None, date | None]:
    """What the bank stated last, up to `as_of`, and the bookings it made since; the day is the statement's."""
    newest = _stated(account).filter(closing_on__lte=as_of).order_by("-closing_on", "-pk").first()
    if newest is None:
        return None, None
    since = account.transactions.filter(final=True, booked_on__gt=newest.closing_on, booked_on__lte=as_of)
    moved = sum(since.values_list("amount_minor", flat=True))
    return Money.from_minor(newest.closing_minor + moved, account.currency), newest.closing_on


def _stated(account: BankAccount) -> QuerySet[BankStatement]:
    return account.statements.filter(kind=Kind.STATEMENT.value, closing_minor__isnull=False)


def opening_of(account: BankAccount) -> tuple[date, Money] | None:
    """What the account held before its first booking that we know of, and that day."""
    stated = account.statements.filter(kind=Kind.STATEMENT.value, opening_minor__isnull=False)
    found = stated.order_by("opening_on", "closing_on", "pk").first()
    if found is None:
        return None
    earliest = account.transactions.filter(final=True).order_by("booked_on").values_list("booked_on", flat=True).first()
    return earliest or found.closing_on or found.opening_on, Money.from_minor(found.opening_minor, account.currency)


@dataclass(frozen=True)
class Break:
    """Something of the statements that does not follow."""

    statement: BankStatement
    what: str


def breaks(account: BankAccount) -> list[Break]:
    """Statements that do not tie, and gaps between one's closing and the next one's opening."""
    differing = account.statements.filter(tie=TieState.DIFFERS.value).order_by("end_on", "pk")
    found = [Break(one, one.tie_reason) for one in differing]
    stated = _stated(account).filter(opening_minor__isnull=False)
    ordered = list(stated.order_by("opening_on", "closing_on", "number", "page", "pk"))
    covered_until, closing = None, None
    for one in ordered:
        one.account = account
        if closing is not None and one.opening_minor != closing and not _inside(one, covered_until, ordered):
            gap = Money.from_minor(one.opening_minor - closing, account.currency)
            what = "overlaps it" if one.opening_on < covered_until else "does not open where it closed"
            found.append(
                Break(one, f"The statement before closed on {covered_until:%-d %b %Y}; this one {what}: {gap}.")
            )
        if covered_until is None or one.closing_on >= covered_until:
            covered_until, closing = one.closing_on, one.closing_minor
    return found


def _inside(one: BankStatement, covered_until: date | None, ordered: list[BankStatement]) -> bool:
    """Within a longer statement that tells the same, or beginning where any other closed."""
    if covered_until is not None and one.closing_on <= covered_until:
        return True
    return any(other.pk != one.pk and other.closing_minor == one.opening_minor for other in ordered)


def newest_statements() -> dict[int, date]:
    """By account, the last day the bank has stated."""
    rows = BankStatement.objects.filter(kind=Kind.STATEMENT.value).values_list("account").annotate(day=Max("end_on"))
    return dict(rows)


def _bank_item(one: BankTransaction) -> BankItem:
    references = [one.bank_reference, one.end_to_end_id, *one.references]
    parts = " ".join(f"{part['who']} {part['text']}" for part in one.parts)
    told = " ".join([one.counterparty, one.text, *references, parts])
    return BankItem(one.pk, one.amount_minor, one.booked_on, tuple(filter(None, references)), told, one.counterparty)


def ledger_items(found: Iterable[Movement]) -> list[LedgerItem]:
    """Movements with the references and names that funds know of them."""
    found = list(found)
    numbers = {number for one in found for number in _INVESTMENT.findall(f"{one.text} {one.key}")}
    clients = dict(Investment.objects.filter(number__in=numbers).values_list("number", "client__name"))
    paid = InterestPayout.objects.filter(investment__number__in=numbers, bank_reference__isnull=False)
    payments = {payout.payment_key: payout.bank_reference or "" for payout in paid.select_related("investment")}
    items = []
    for one in found:
        own = one.key.partition(":")[2]
        references = [own, payments.get(one.key, "")]
        named = [clients[number] for number in _INVESTMENT.findall(f"{one.text} {one.key}") if number in clients]
        items.append(
            LedgerItem(
                one.entry, one.amount.minor, one.value_on, tuple(filter(None, references)), one.text, "".join(named[:1])
            )
        )
    return items


def pending(account: BankAccount) -> QuerySet[BankTransaction]:
    """What the bank has announced and no statement has confirmed by its reference yet, of the last month."""
    confirmed = account.transactions.filter(final=True).exclude(bank_reference="").values("bank_reference")
    newest = newest_statements().get(account.pk)
    found = account.transactions.filter(final=False).exclude(bank_reference__in=confirmed)
    if newest is not None:
        found = found.filter(Q(booked_on__gt=newest) | Q(standing="pending", booked_on__gt=newest - timedelta(days=31)))
    return found

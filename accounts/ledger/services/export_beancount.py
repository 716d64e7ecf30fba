from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from typing import TextIO

from django.db import transaction
from django.db.models import Max, Min

from accounts.ledger.domain import beancount
from accounts.ledger.models import Account, Leg
from accounts.ledger.selectors.balances import balances
from fidus.lib.money import Money

AT_ONCE = 10_000
_DAY = timedelta(days=1)
# A day's rate: so many units of the second currency for one of the first.
Price = tuple[date, str, Decimal, str]


def export_beancount(
    file: TextIO, *, start: date | None = None, end: date | None = None, prices: Iterable[Price] = ()
) -> int:
    """Write the ledger, or a period of it, as Beancount text with every balance asserted; the number of entries.

    A period begins with the balances before it, which sum to zero in each currency, and ends with those at its end.
    """
    written = 0
    with transaction.atomic():
        legs = Leg.objects.filter(**_within(start, end))
        accounts = list(Account.objects.annotate(first=Min("legs__value_on")).order_by("code"))
        file.write(beancount.options(sorted({account.currency for account in accounts})))
        for account in accounts:
            opened_on = account.opened_at.date()
            days = [opened_on, account.first or opened_on, *([start - _DAY] if start else [])]
            file.write(beancount.opening(min(days), account.code, account.currency))
        if start:
            _write_openings(file, accounts, start - _DAY)
        for day, base, value, quote in sorted(prices):
            file.write(beancount.price(day, base, value, quote))
        legs = legs.select_related("entry", "account").order_by("value_on", "entry_id", "position")
        for entry, group in groupby(legs.iterator(chunk_size=AT_ONCE), key=lambda leg: leg.entry):
            file.write(
                beancount.transaction(
                    entry=entry.pk,
                    key=entry.key,
                    kind=entry.kind,
                    text=entry.text,
                    booked_on=entry.booked_on,
                    value_on=entry.value_on,
                    legs=[(leg.account.code, leg.money) for leg in group],
                )
            )
            written += 1
        last = end or Leg.objects.aggregate(last=Max("value_on"))["last"]
        if last:
            _write_assertions(file, accounts, last)
    return written


def _within(start: date | None, end: date | None) -> dict[str, date]:
    return {**({"value_on__gte": start} if start else {}), **({"value_on__lte": end} if end else {})}


def _write_openings(file: TextIO, accounts: Sequence[Account], on: date) -> None:
    figures = balances([account.pk for account in accounts], as_of=on)
    for currency in sorted({account.currency for account in accounts}):
        held = [(account.code, figures[account.pk]) for account in accounts if account.currency == currency]
        legs: list[tuple[str, Money]] = [(code, balance) for code, balance in held if balance]
        if legs:
            file.write(beancount.opening_balances(on, currency, legs))


def _write_assertions(file: TextIO, accounts: Sequence[Account], last: date) -> None:
    file.write("\n")
    figures = balances([account.pk for account in accounts], as_of=last)
    for account in accounts:
        file.write(beancount.assertion(last + _DAY, account.code, figures[account.pk]))

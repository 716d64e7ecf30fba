from datetime import timedelta
from itertools import groupby
from typing import TextIO

from django.db import transaction
from django.db.models import Max, Min

from accounts.ledger.domain import beancount
from accounts.ledger.models import Account, Leg
from accounts.ledger.selectors.balances import balances

AT_ONCE = 10_000


def export_beancount(file: TextIO) -> int:
    """Write the whole ledger as Beancount text, every account's balance asserted at its end; the number of entries."""
    written = 0
    with transaction.atomic():
        accounts = list(Account.objects.annotate(first=Min("legs__value_on")).order_by("code"))
        file.write(beancount.options(sorted({account.currency for account in accounts})))
        for account in accounts:
            opened_on = account.opened_at.date()
            file.write(beancount.opening(min(account.first or opened_on, opened_on), account.code, account.currency))
        legs = Leg.objects.select_related("entry", "account").order_by("value_on", "entry_id", "position")
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
        last = Leg.objects.aggregate(last=Max("value_on"))["last"]
        if last:
            file.write("\n")
            figures = balances([account.pk for account in accounts], as_of=last)
            for account in accounts:
                file.write(beancount.assertion(last + timedelta(days=1), account.code, figures[account.pk]))
    return written

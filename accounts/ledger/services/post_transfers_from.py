from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import connection, transaction

from accounts.ledger.domain.entries import PostedBatch
from accounts.ledger.refusals import refusals
from accounts.models import User
from fidus.lib import clock

# The query runs with the application's own rights; the function that may write is given values only.
_POST = """
    select done.posted, done.replayed
    from (
        select array_agg(key) as keys, array_agg(debit_account) as debits, array_agg(credit_account) as credits,
            array_agg(amount) as amounts, array_agg(currency) as currencies, array_agg(text) as texts
        from ({query}) as transfer
    ) as given, ledger_post_transfers(keys, debits, credits, amounts, currencies, texts, %s, %s, %s, %s, %s) as done
"""


def post_transfers_from(
    query: str, parameters: Sequence[Any], *, kind: str, booked_on: date, value_on: date, by: User | None
) -> PostedBatch:
    """Post one entry of two legs for each row of `query`, all or none; keys that were posted before are left alone.

    The query yields key text, debit_account bigint, credit_account bigint, amount bigint (minor units, not zero),
    currency text, text text; it must be a constant of the caller, never built from input. Raises as post_entries does.
    """
    written: list[Any] = [kind, booked_on, value_on, None if by is None else by.pk, clock.now()]
    with refusals(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_POST.format(query=query), [*parameters, *written])
        posted, replayed = cursor.fetchone()
    return PostedBatch(posted, replayed)

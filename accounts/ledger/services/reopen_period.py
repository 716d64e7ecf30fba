from datetime import date

from django.db import connection, transaction

from accounts.ledger.refusals import refusals
from accounts.models import User
from fidus.lib import clock


def reopen_period(*, until: date | None, by: User, asked_by: User, reason: str) -> None:
    """Have the books closed until `until` only, or not at all; no seal and no entry is touched.

    Raises SecondPersonNeeded for whoever asked for it or closed what is re-opened, and LedgerError if the books are not
    closed beyond `until` or no reason is given.
    """
    with refusals(), transaction.atomic(), connection.cursor() as cursor:
        given = [until, by.pk, asked_by.pk, reason, clock.now()]
        cursor.execute("select ledger_reopen_period(%s, %s, %s, %s, %s)", given)

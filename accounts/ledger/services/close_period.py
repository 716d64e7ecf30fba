from datetime import date

from django.db import connection, transaction

from accounts.ledger.refusals import refusals
from accounts.models import User
from fidus.lib import clock


def close_period(*, until: date, by: User | None) -> None:
    """Take no more entries booked or valued on or before `until`; raises PeriodClosed if that is so already."""
    with refusals(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select ledger_close_period(%s, %s, %s)", [until, by.pk if by else None, clock.now()])

"""The time series has room for the days to come, and its old days leave once they are reckoned up."""

from datetime import date, timedelta

from django.conf import settings
from django.db import connection

from accounts.models import User
from trading.watch.services.roll_up_days import roll_up_days

AHEAD = 7


def keep_days(*, as_of: date, by: User | None) -> None:
    """A step of the night: repeatable, and makes up for nights that were missed."""
    oldest = as_of - timedelta(days=settings.WATCH_SNAPSHOT_DAYS)
    with connection.cursor() as cursor:
        cursor.execute("select watch_have_days(%s, %s)", [as_of, as_of + timedelta(days=AHEAD)])
        roll_up_days(until=as_of)
        cursor.execute("select watch_drop_days(%s)", [oldest])
        cursor.execute("delete from watch_pushednews where put_aside_at < %s", [oldest])

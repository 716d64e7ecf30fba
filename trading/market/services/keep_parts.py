"""Days and months to write into are there before they are needed; old ones leave at once, gathered before."""

from datetime import date, timedelta

from django.conf import settings
from django.db import connection

from accounts.models import User
from trading.market.services.roll_up import roll_up

AHEAD = timedelta(days=3)


def keep_parts(*, as_of: date, by: User | None) -> None:
    """A step of the night; again adds nothing. Only what has been gathered into longer bars is dropped."""
    roll_up()
    ticks = as_of - timedelta(days=settings.TICKS_KEPT_DAYS)
    minutes = as_of - timedelta(days=settings.MINUTES_KEPT_DAYS)
    with connection.cursor() as cursor:
        cursor.execute("select market_have_parts(%s, %s)", [as_of, as_of + AHEAD])
        cursor.execute("select market_drop_ticks(%s)", [ticks])
        cursor.execute("select market_drop_minutes(%s)", [minutes])

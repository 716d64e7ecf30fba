"""Days are reckoned up, and leave, once and for good."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection

from trading.watch.models import DaySnapshot, Snapshot
from trading.watch.services.keep_days import keep_days
from trading.watch.services.roll_up_days import roll_up_days
from trading.watch.services.take_sightings import take_sightings
from trading.watch.tests.scenes import AT, an_account, seen

pytestmark = pytest.mark.usefixtures("db")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def parts() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid"
                       " where i.inhparent = 'watch_snapshot'::regclass")  # fmt: skip
        return {name for (name,) in cursor.fetchall()}


def days_of(account) -> list[tuple]:
    rows = DaySnapshot.objects.filter(account=account).order_by("on")
    return list(
        rows.values_list("on", "first_equity", "last_equity", "high_equity", "low_equity", "balance", "snapshots")
    )


def test_a_day_is_reckoned_by_hand_and_the_same_again():
    account = an_account()
    for hours, equity in ((0, "1000"), (1, "1200"), (2, "900"), (3, "1050"), (24, "1060")):
        level = {"margin": Decimal(100) if equity == "900" else Decimal(0)}
        take_sightings([seen(account, AT + hours * HOUR, equity=equity, figures=level)])
    assert roll_up_days(until=AT.date() + DAY) == 2
    first = (AT.date(), 1000, 1050, 1200, 900, 1000, 4)
    assert days_of(account) == [first, (AT.date() + DAY, 1060, 1060, 1060, 1060, 1000, 1)]
    assert DaySnapshot.objects.get(account=account, on=AT.date()).least_margin_level == 900
    assert roll_up_days(until=AT.date() + DAY) == 0
    # The newest day goes on, and is reckoned anew.
    take_sightings([seen(account, AT + 26 * HOUR, equity="1100")])
    assert roll_up_days(until=AT.date() + 2 * DAY) == 1
    assert days_of(account)[0] == first
    assert days_of(account)[1][3:] == (1100, 1060, 1000, 2)


def test_nights_that_were_missed_are_made_up_for():
    account = an_account()
    for day in range(4):
        take_sightings([seen(account, AT + day * DAY, equity=f"{1000 + day}")])
    assert roll_up_days(until=AT.date()) == 1
    assert roll_up_days(until=AT.date() + 3 * DAY) == 3


def test_old_days_leave_once_they_are_reckoned_and_not_before(settings):
    settings.WATCH_SNAPSHOT_DAYS = 10
    account = an_account()
    then = AT - 40 * DAY
    take_sightings([seen(account, then)])
    name = f"watch_snapshot_{then:%Y%m%d}"
    with connection.cursor() as cursor:
        cursor.execute("select watch_drop_days(%s)", [AT.date()])
    assert name in parts()
    keep_days(as_of=AT.date(), by=None)
    assert name not in parts()
    assert (days_of(account)[0][0], Snapshot.objects.filter(account=account).count()) == (then.date(), 0)
    assert f"watch_snapshot_{AT + 7 * DAY:%Y%m%d}" in parts()
    keep_days(as_of=AT.date(), by=None)
    assert len(days_of(account)) == 1


def test_the_application_makes_and_drops_no_other_table():
    with connection.cursor() as cursor, pytest.raises(Exception, match="too many days"):
        cursor.execute("select watch_have_days(%s, %s)", [date(2020, 1, 1), date(2026, 1, 1)])

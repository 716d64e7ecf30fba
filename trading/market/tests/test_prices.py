"""Prices that come in, and the bars they make."""

import gzip
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.utils import timezone

from accounts.tests.people import staff
from fidus.lib import clock
from trading.market.errors import BarsRefused
from trading.market.models import Bar, BarImport, Quote, Tick
from trading.market.services.import_bars import import_bars
from trading.market.services.keep_parts import keep_parts
from trading.market.services.roll_up import roll_up
from trading.market.services.store_quotes import store_quotes
from trading.market.tests.scenes import FRIDAY, an_instrument, quote


def later(**span: int) -> datetime:
    return FRIDAY + timedelta(**span)


def store(*told, at: datetime | None = None) -> int:
    with clock.at(at or later(hours=1)):
        return store_quotes(list(told))


def roll(at: datetime | None = None) -> int:
    with clock.at(at or later(hours=1)):
        return roll_up()


def bars(span: str) -> list[tuple]:
    found = Bar.objects.filter(span=span).order_by("instrument", "opens_at")
    return [(one.opens_at, *map(float, (one.open, one.high, one.low, one.close)), one.ticks) for one in found]


def test_the_newest_price_is_kept_and_every_price(db):
    one = an_instrument().pk
    assert store((one, quote(FRIDAY, "1.10", "1.12")), (one, quote(later(seconds=1), "1.20", "1.22"))) == 1
    held = Quote.objects.get()
    assert (held.at, held.bid, held.ask) == (later(seconds=1), Decimal("1.20"), Decimal("1.22"))
    assert Tick.objects.count() == 2


def test_the_same_again_changes_nothing_and_an_older_one_takes_no_place(db):
    one = an_instrument().pk
    store((one, quote(later(seconds=5), "1.20", "1.22")))
    assert store((one, quote(later(seconds=5), "1.20", "1.22"))) == 0
    assert store((one, quote(FRIDAY, "1.10", "1.12"))) == 0
    assert Quote.objects.get().bid == Decimal("1.20")
    assert Tick.objects.count() == 2


def test_a_moment_that_cannot_be_is_shown_and_not_kept(db):
    one = an_instrument().pk
    assert store((one, quote(datetime(1970, 1, 1, tzinfo=UTC), "1.20", "1.22"))) == 1
    assert Tick.objects.count() == 0


def test_a_price_of_a_day_to_come_stands_in_nobodys_way(db):
    one = an_instrument().pk
    assert store((one, quote(datetime(2999, 1, 1, tzinfo=UTC), "9", "9.1"))) == 0
    # One that was taken for true is passed by the next that can be.
    Quote.objects.create(
        instrument_id=one, at=datetime(2999, 1, 1, tzinfo=UTC), bid=9, source="broker", received_at=FRIDAY
    )
    assert store((one, quote(FRIDAY, "1.10", "1.12"))) == 1
    assert Quote.objects.get().at == FRIDAY


def test_quotes_become_minutes_and_minutes_become_longer_bars(db):
    one = an_instrument().pk
    # Worked by hand: middles 1.1, 1.3, 1.0, 1.2 in one minute, then 1.4 four minutes later and 0.9 after half an hour.
    told = [
        ("1.09", "1.11", 0),
        ("1.29", "1.31", 10),
        ("0.99", "1.01", 20),
        ("1.19", "1.21", 50),
        ("1.39", "1.41", 290),
    ]
    store(*[(one, quote(later(seconds=at), bid, ask)) for bid, ask, at in told])
    store((one, quote(later(minutes=40), "0.89", "0.91")))
    assert roll() == 3
    half_past = FRIDAY
    assert bars("1m") == [
        (half_past, 1.1, 1.3, 1.0, 1.2, 4),
        (later(minutes=4), 1.4, 1.4, 1.4, 1.4, 1),
        (later(minutes=40), 0.9, 0.9, 0.9, 0.9, 1),
    ]
    assert bars("5m") == [(half_past, 1.1, 1.4, 1.0, 1.4, 5), (later(minutes=40), 0.9, 0.9, 0.9, 0.9, 1)]
    assert bars("1h") == [
        (FRIDAY.replace(minute=0), 1.1, 1.4, 1.0, 1.4, 5),
        (FRIDAY.replace(hour=15, minute=0), 0.9, 0.9, 0.9, 0.9, 1),
    ]
    assert bars("1d") == [(FRIDAY.replace(hour=0, minute=0), 1.1, 1.4, 0.9, 0.9, 6)]


def test_gathering_again_changes_nothing_and_what_comes_late_counts(db):
    one = an_instrument().pk
    store((one, quote(FRIDAY, "1.0", "1.2")))
    assert roll() == 1
    assert roll() == 0
    store((one, quote(later(seconds=30), "2.0", "2.2")), at=later(hours=2))
    assert roll(later(hours=2)) == 1
    assert bars("1d") == [(FRIDAY.replace(hour=0, minute=0), 1.1, 2.1, 1.1, 2.1, 2)]


def test_a_broker_whose_clock_is_ahead_has_bars_as_well(db):
    one = an_instrument().pk
    store((one, quote(later(hours=3), "1.0", "1.2")), at=FRIDAY)
    assert roll(FRIDAY) == 1


def test_one_side_or_the_last_price_makes_a_bar_where_there_is_no_more(db):
    one = an_instrument().pk
    store((one, quote(FRIDAY, "1.5")), (one, quote(later(minutes=1), last=Decimal("1.6"))))
    store((one, quote(later(minutes=2))))
    roll()
    assert [row[1] for row in bars("1m")] == [1.5, 1.6]


CSV = b"time,open,high,low,close,volume\n2026-11-20 14:30,1.1,1.3,1.0,1.2,7\n2026-11-20 14:31,1.2,1.2,0.8,0.9,3\n"


def test_a_file_of_minutes_makes_longer_bars_and_goes_before_quotes(db):
    instrument, by = an_instrument(), staff()
    store((instrument.pk, quote(FRIDAY, "5", "5")))
    done = import_bars(instrument=instrument, span="1m", content=CSV, name="eurusd.csv", by=by)
    assert (done.bars, done.first_at) == (2, FRIDAY)
    assert bars("1d") == [(FRIDAY.replace(hour=0, minute=0), 1.1, 1.3, 0.8, 0.9, 0)]
    assert Bar.objects.get(span="1d").volume == 10
    roll()
    assert bars("1m")[0] == (FRIDAY, 1.1, 1.3, 1.0, 1.2, 0)
    import_bars(instrument=instrument, span="1m", content=CSV, name="again.csv", by=by)
    assert (Bar.objects.filter(span="1m").count(), BarImport.objects.count()) == (2, 2)


def test_a_file_with_a_wrong_line_changes_nothing(db):
    instrument = an_instrument()
    with pytest.raises(BarsRefused, match="Line 4"):
        import_bars(instrument=instrument, span="1m", content=CSV + b"x,1,1,1,1,1\n", name="x.csv", by=staff())
    assert not Bar.objects.exists()
    assert not BarImport.objects.exists()


@pytest.mark.shared
def test_real_daily_prices_are_taken(db, shared_data):
    content = gzip.decompress((shared_data / "prices" / "arch_sp500.csv.gz").read_bytes())
    content = b"\n".join(_iso_days(content))
    done = import_bars(instrument=an_instrument(), span="1d", content=content, name="sp500.csv", by=staff())
    assert done.bars == 5031
    assert Bar.objects.filter(span="1d").order_by("opens_at").first().opens_at == datetime(1999, 1, 4, tzinfo=UTC)


def _iso_days(content: bytes):
    heading, *rows = content.decode().splitlines()
    yield heading.encode()
    for row in rows:
        day, rest = row.split(",", 1)
        if "/" in day:
            month, number, year = map(int, day.split("/"))
            day = date(year, month, number).isoformat()
        yield f"{day},{rest}".encode()


def parts(table: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("select inhrelid::regclass::text from pg_inherits where inhparent = %s::regclass", [table])
        return {name for (name,) in cursor.fetchall()}


def test_old_days_leave_once_they_are_gathered_and_never_before(committed_db):
    one = an_instrument().pk
    today = timezone.now().replace(hour=12, minute=0, second=0, microsecond=0)
    old = today - timedelta(days=20)
    with clock.at(old):
        store_quotes([(one, quote(old, "1", "1"))])
    name = f"market_tick_{old:%Y%m%d}"
    with connection.cursor() as cursor:
        cursor.execute("select market_drop_ticks(%s)", [today.date()])
    assert name in parts("market_tick")
    with clock.at(old):
        roll_up()
    keep_parts(as_of=today.date(), by=None)
    assert name not in parts("market_tick")
    assert Bar.objects.filter(span="1m").exists()
    assert {f"market_tick_{today + timedelta(days=ahead):%Y%m%d}" for ahead in range(4)} <= parts("market_tick")
    keep_parts(as_of=today.date(), by=None)


def test_today_and_yesterday_never_leave(committed_db):
    one = an_instrument().pk
    # The database's day is that on which a transaction began: no midnight passes within one.
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select (now() at time zone 'UTC')::date")
        today = cursor.fetchone()[0]
        noon = datetime.combine(today, time(12), tzinfo=UTC)
        with clock.at(noon):
            store_quotes([(one, quote(noon - timedelta(days=back), "1", "1")) for back in (0, 1)])
            roll_up()
        cursor.execute("select market_drop_ticks(%s)", [today + timedelta(days=9)])
    assert Tick.objects.count() == 2

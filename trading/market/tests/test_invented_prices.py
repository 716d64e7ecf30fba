"""Invented prices: the same for the same seed, never far from where they began, and named as what they are."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from fidus.lib import clock
from trading.market.domain.invented_prices import Invented
from trading.market.models import Quote, Tick
from trading.market.services.invent_prices import invent_prices
from trading.market.services.see_instruments import see_instruments
from trading.market.tests.scenes import FRIDAY, told

EURUSD = Invented("EURUSD", Decimal("1.1"), Decimal("0.00001"), 8)


@given(st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
@settings(max_examples=80)
def test_a_price_is_a_whole_number_of_ticks_near_its_middle(at):
    bid, ask = EURUSD.at(at)
    assert bid % EURUSD.tick == 0
    assert ask - bid == Decimal("0.00008")
    assert abs(bid / EURUSD.middle - 1) < Decimal("0.02")


def test_the_same_seed_gives_the_same_price_and_another_gives_another():
    assert EURUSD.at(FRIDAY) == Invented("EURUSD", Decimal("1.1"), Decimal("0.00001"), 8).at(FRIDAY)
    assert EURUSD.at(FRIDAY) != Invented("EURUSD", Decimal("1.1"), Decimal("0.00001"), 8, seed=2).at(FRIDAY)
    assert len({EURUSD.at(FRIDAY + timedelta(seconds=at)) for at in range(0, 600, 10)}) > 10


def test_invented_prices_say_that_they_are_simulated(db):
    see_instruments([told("EURUSD")], platform="paper", server="Paper")
    with clock.at(FRIDAY):
        assert invent_prices([EURUSD, Invented("NOWHERE", Decimal(1), Decimal(1), 1)], server="Paper") == 1
        assert invent_prices([EURUSD], server="Paper", moments=[FRIDAY - timedelta(minutes=1)]) == 0
    held = Quote.objects.get()
    assert (held.source, (held.bid, held.ask)) == ("simulated", EURUSD.at(FRIDAY))
    assert Tick.objects.count() == 2

"""First in, first out: worked by hand, and held to the sum of what was paid."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trading.domain.realised import Traded, multiplier_of, realised
from trading.models import Deal
from trading.tests.broker_words import account_at, book, fill

volumes = st.decimals(min_value="0.01", max_value="500", places=2) | st.decimals(-500, "-0.01", places=2)
prices = st.decimals(min_value="0.05", max_value="3000", places=2)
trades = st.lists(st.builds(Traded, volumes, prices), max_size=25)


def made(*told, multiplier="1"):
    traded = (Traded(Decimal(volume), Decimal(price)) for volume, price in told)
    return [f"{each:f}" for each in realised(traded, Decimal(multiplier))]


def test_a_sale_closes_the_oldest_buy_first():
    # 10 at 100 and 10 at 110; 15 sold at 120: 10 x 20 + 5 x 10 = 250. The rest, 5 at 110, goes at 100: -50.
    assert made((10, 100), (10, 110), (-15, 120), (-5, 100)) == ["0", "0", "250", "-50"]


def test_a_short_position_gains_when_it_is_bought_back_lower():
    assert made((-4, 50), (4, 45)) == ["0", "20"]


def test_a_trade_through_zero_closes_and_opens_the_other_way():
    # 5 held from 10; 8 sold at 12: 5 x 2 = 10, and 3 are short from 12. Bought back at 11: 3.
    assert made((5, 10), (-8, 12), (3, 11)) == ["0", "10", "3"]


def test_a_unit_of_many_counts_as_many():
    assert made((2, "1.50"), (-2, "2.25"), multiplier="100") == ["0", "150.00"]


@given(trades)
@settings(max_examples=150)
def test_what_was_made_is_what_was_got_less_paid_with_what_is_held_at_its_cost(told):
    held = sum((each.volume for each in told), Decimal(0))
    closing = Traded(-held, Decimal(7))
    every = [*told, closing] if held else told
    cash = -sum((each.volume * each.price for each in every), Decimal(0))
    assert sum(realised(every), Decimal(0)) == cash


@given(trades, st.integers(2, 5))
@settings(max_examples=75)
def test_a_trade_in_parts_makes_what_it_makes_in_one(told, parts):
    split = [Traded(each.volume / parts, each.price) for each in told for _ in range(parts)]
    whole, pieces = list(realised(told)), list(realised(split))
    together = [sum(pieces[place : place + parts], Decimal(0)) for place in range(0, len(pieces), parts)]
    assert all(abs(one - other) < Decimal("1e-12") for one, other in zip(whole, together, strict=True))


def test_nobody_invents_how_much_a_lot_is():
    assert multiplier_of("kite", "NSE:INFY") == multiplier_of("kite", "NFO:NIFTY26NOVFUT") == 1
    assert multiplier_of("kite", "MCX:GOLDPETAL26NOVFUT") is multiplier_of("mt5", "EURUSD") is None
    assert multiplier_of("alpaca", "AAPL") == 1
    assert multiplier_of("alpaca", "AAPL261218C00200000") == 100


def profits():
    return [str(profit) for profit in Deal.objects.order_by("dealt_at").values_list("profit", flat=True)]


def test_what_a_kite_account_made_is_booked_with_its_trades(db):
    account = account_at("kite", currency="INR")
    book(account, fill("NSE:1", 1, symbol="NSE:INFY", volume="10", price="1500.10"), cash=None)
    book(account, fill("NSE:2", 2, symbol="NSE:INFY", volume="4", price="1510.15", side="sell"), cash=None)
    book(account, fill("NSE:3", 3, symbol="NSE:TCS", volume="4", price="3000", side="sell"), cash=None)
    assert profits() == ["0.000", "40.200", "0.000"]


def test_older_trades_that_come_in_later_change_what_the_younger_made(db):
    account = account_at("kite", currency="INR")
    sale = fill("NSE:9", 9, symbol="NSE:INFY", volume="10", price="120", side="sell")
    book(account, fill("NSE:8", 8, symbol="NSE:INFY", volume="10", price="110"), sale, cash=None)
    assert profits() == ["0.000", "100.000"]
    book(account, fill("NSE:1", 1, symbol="NSE:INFY", volume="10", price="100"), cash=None)
    assert profits() == ["0.000", "0.000", "200.000"]


@pytest.mark.parametrize("platform", ["ib", "mt5", "paper"])
def test_what_a_broker_tells_is_not_worked_out_by_us(db, platform):
    account = account_at(platform)
    book(account, fill("1", 1, price="100"), fill("2", 2, price="120", side="sell", profit="19.00"), cash=None)
    assert profits() == ["0.000", "19.000"]

"""Rules of money over any day: trading moves equity by prices alone, and positions are what trades leave."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from trading.brokers.kite import portfolio

PROFILE = {"user_id": "XX1", "user_name": "Ina Vented", "broker": "ZERODHA"}
LAST = Decimal(100)
sizes = st.integers(1, 1_000)
prices = st.integers(1, 100_000).map(lambda paise: Decimal(paise) / 100)


def seen(*, cash, opening, trades):
    """A day of one share as Kite tells it: what was held in the morning, and the net of `trades` (size, price)."""
    share = {"exchange": "NSE", "tradingsymbol": "INVENTED", "product": "CNC", "last_price": LAST}
    volume = sum(size for size, _ in trades)
    spent = sum((size * price for size, price in trades), Decimal(0))
    profit = volume * LAST - spent
    average = abs(spent / volume) if volume else Decimal(0)
    net = {**share, "quantity": volume, "average_price": average.quantize(Decimal("1e-6")), "m2m": profit}
    held = {**share, "opening_quantity": opening, "average_price": Decimal(80)}
    margins = {"equity": {"enabled": True, "net": cash, "available": {"cash": cash}, "utilised": {}}}
    holdings, day = ([held] if opening else []), ([net] if trades else [])
    account = portfolio.account(profile=PROFILE, margins=margins, holdings=holdings, net=day, login="XX1", server="")
    return account, portfolio.positions(holdings, day), profit


@settings(max_examples=100, deadline=None)
@given(
    cash=st.integers(0, 10**9).map(Decimal), opening=sizes, trades=st.lists(st.tuples(sizes, prices), max_size=5),
    sold=st.integers(0, 1_000),
)  # fmt: skip
def test_equity_is_cash_and_shares_and_what_the_day_made(cash, opening, trades, sold):
    trades = [*trades, (-min(sold, opening), LAST)] if min(sold, opening) else trades
    account, positions, profit = seen(cash=cash, opening=opening, trades=trades)
    assert account.equity == cash + opening * LAST + profit
    assert account.equity == account.balance + account.open_profit
    left = opening + sum(size for size, _ in trades)
    assert sum(position.volume for position in positions) == left
    assert sum((position.profit for position in positions), Decimal(0)) == account.open_profit

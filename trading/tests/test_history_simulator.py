from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trading.domain.history_simulator import Flow, simulate_history
from trading.tests.histories import HEADER, simulated


def total(history, wanted):
    return sum((deal.net for deal in history.deals if wanted(deal)), Decimal(0))


def test_the_published_account_comes_out_to_the_cent():
    history = simulate_history(
        seed=2026,
        header=HEADER,
        flows=[
            Flow(date(2025, 9, 1), Decimal("900000.00")),
            Flow(date(2025, 11, 3), Decimal("363485.40")),
            Flow(date(2026, 3, 31), Decimal("-120000.00")),
            Flow(date(2026, 6, 29), Decimal("-166000.00")),
        ],
        trading_result=Decimal("860448.65"),
        trades=600,
        start=date(2025, 9, 2),
        end=date(2026, 6, 26),
    )
    assert total(history, lambda deal: deal.is_trade) == Decimal("860448.65")
    assert total(history, lambda deal: not deal.is_trade and deal.profit > 0) == Decimal("1263485.40")
    assert history.deals[-1].balance == Decimal("1837934.05")


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**6), trades=st.integers(1, 60), result=st.decimals(-4000, 90_000, places=2))
def test_the_result_is_met_to_the_cent_and_balances_chain(seed, trades, result):
    history = simulated(seed=seed, trades=trades, result=str(result), deposits=("500000.00",))
    assert total(history, lambda deal: deal.is_trade) == result
    balance = Decimal(0)
    for deal in history.deals:
        balance += deal.net
        assert deal.balance == balance
    assert len({deal.ticket for deal in history.deals}) == len(history.deals) == 2 * trades + 1
    assert sum((row.profit + row.swap + row.commission for row in history.positions), Decimal(0)) == result
    assert all(row.opened_at <= row.closed_at and row.open_price > 0 < row.close_price for row in history.positions)


def test_a_seed_tells_one_history_and_another_seed_another():
    assert simulated(seed=1) == simulated(seed=1)
    assert simulated(seed=1) != simulated(seed=2)


def test_what_is_not_there_cannot_be_withdrawn():
    with pytest.raises(ValueError, match="the account would be"):
        simulated(withdrawals=("9000.00",))

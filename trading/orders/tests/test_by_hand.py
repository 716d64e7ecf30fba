"""Which orders a person may write down: pure rules, by hand and over many figures."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trading.brokers.facts import OrderKind, Side
from trading.orders.domain.by_hand import Market, Prices, Steps, cautions_of, faults_of, worth_of

D = Decimal
LOTS = Steps(
    tick_size=D("0.0001"), volume_step=D("0.01"), volume_min=D("0.01"), volume_max=D(50), multiplier=D(100_000)
)
NOW = Market(bid=D("1.0700"), ask=D("1.0702"))


def faults(side="buy", kind="market", volume="1", market=NOW, **prices):
    prices = Prices(**{name: D(price) for name, price in prices.items()})
    return faults_of(side=Side(side), kind=OrderKind(kind), volume=D(volume), prices=prices, steps=LOTS, market=market)


@pytest.mark.parametrize(
    ("order", "words"),
    [
        ({"volume": "0.005"}, {"volume": "The smallest volume is 0.01."}),
        ({"volume": "0.015"}, {"volume": "Volumes go in steps of 0.01."}),
        ({"volume": "51"}, {"volume": "The largest volume of one order is 50."}),
        ({"kind": "limit"}, {"limit_price": "A limit order needs a limit price."}),
        ({"limit": "1.06"}, {"limit_price": "A market order has no limit price."}),
        ({"kind": "limit", "limit": "1.06005"}, {"limit_price": "Prices go in steps of 0.0001."}),
        ({"kind": "limit", "limit": "-1"}, {"limit_price": "A price is above zero."}),
        ({"kind": "limit", "limit": "1.08"},
         {"limit_price": "This is above the market's 1.0702: it would be filled at once."}),
        ({"kind": "limit", "side": "sell", "limit": "1.06"},
         {"limit_price": "This is below the market's 1.07: it would be filled at once."}),
        ({"kind": "stop", "stop": "1.06"}, {"stop_price": "A stop to buy lies above the market's 1.0702."}),
        ({"kind": "stop", "side": "sell", "stop": "1.08"},
         {"stop_price": "A stop to sell lies below the market's 1.07."}),
        ({"stop_loss": "1.08"}, {"stop_loss": "The stop loss lies below the entry at 1.0702."}),
        ({"side": "sell", "stop_loss": "1.06"}, {"stop_loss": "The stop loss lies above the entry at 1.07."}),
        ({"kind": "limit", "limit": "1.06", "take_profit": "1.05"},
         {"take_profit": "The target lies above the entry at 1.06."}),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_field(order, words):
    assert faults(**order) == words


@pytest.mark.parametrize(
    "order",
    [
        {}, {"stop_loss": "1.06", "take_profit": "1.08"}, {"kind": "limit", "limit": "1.0690"},
        {"kind": "stop", "stop": "1.0800", "stop_loss": "1.07"}, {"kind": "limit", "limit": "1.9", "market": Market()},
        {"kind": "stop limit", "side": "sell", "stop": "1.06", "limit": "1.055"},
    ],
)  # fmt: skip
def test_what_can_be_is_let_pass(order):
    assert faults(**order) == {}


@given(st.integers(1, 5_000), st.integers(1, 30_000), st.sampled_from([*Side]))
def test_a_limit_is_right_on_one_side_of_the_market_alone(steps, ticks, side):
    volume, price = steps * LOTS.volume_step, ticks * LOTS.tick_size
    market = Market(bid=D("1.07"), ask=D("1.07"))
    one = faults(side, "limit", f"{volume}", limit=f"{price}", market=market)
    other = faults(side.opposite, "limit", f"{volume}", limit=f"{price}", market=market)
    assert bool(one) != bool(other) or price == market.bid


@given(st.integers(1, 5_000), st.sampled_from([*Side]))
def test_twice_the_volume_is_worth_twice_as_much(steps, side):
    volume = steps * LOTS.volume_step
    once, twice = (
        worth_of(side=side, volume=volume * times, prices=Prices(), steps=LOTS, market=NOW) for times in (1, 2)
    )
    assert twice == once * 2
    assert once == volume * 100_000 * (D("1.0702") if side is Side.BUY else D("1.07"))


def cautions(share, limit=None):
    prices = Prices(limit=D(limit) if limit else None)
    given = None if share is None else D(share)
    return cautions_of(side=Side.BUY, prices=prices, market=NOW, share=given, why_no_share="there is no fresh price.")


def test_what_is_unusual_has_to_be_said_once_more():
    assert cautions("10.0") == []
    assert cautions("10.1") == ["It is worth 10.1 % of the account's equity; usual is up to 10 %."]
    assert cautions(None) == ["What it is worth against the account's equity is not known: there is no fresh price."]
    # 1.0702 to 0.9702 is 9.3 %.
    assert cautions("1", "0.9702") == ["Its price is 9.3 % away from the market's 1.0702."]

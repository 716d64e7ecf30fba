"""Each rule by an example worked by hand."""

from dataclasses import replace
from datetime import timedelta

import pytest

from trading.brokers.facts import AssetKind, OrderKind
from trading.decision.domain.decide import RULES
from trading.decision.domain.facts import AllocationFacts, StrategyFacts, Ticket
from trading.decision.tests.cases import (
    NOW,
    account,
    d,
    decided,
    leg,
    limits,
    pair,
    share,
    signal,
    volumes,
    word,
)
from trading.orders.domain.switch_states import SwitchState
from trading.signals.domain.standard import SizeKind

_TREND = StrategyFacts(code="TREND", state="active", mode="automatic", environment="production")


def test_five_percent_of_a_hundred_thousand_are_fifty_shares_at_a_hundred():
    decision = decided()
    assert (decision.outcome, volumes(decision)) == ("ordered", [("buy", d(50))])
    assert [one.rule for one in decision.verdicts] == [rule.name for rule in RULES]
    assert {one.verdict.value for one in decision.verdicts} == {"pass"}


@pytest.mark.parametrize(
    ("rule", "given"),
    [
        ("strategy", {"strategy": replace(_TREND, state="paused")}),
        ("environment", {"strategy": replace(_TREND, environment="staging"), "account": account(environment="live")}),
        ("environment", {"account": account(environment="contest")}),
        ("validity", {"signal": signal(valid_until=NOW)}),
        ("duplicate", {"decided_before": True}),
        ("switch", {"switch": SwitchState.HALTED, "switch_words": "The firm: storm"}),
        ("switch", {"switch": SwitchState.REDUCING, "switch_words": "The firm: storm"}),
        ("connection", {"account": account(obstacle="it is disabled")}),
        ("freshness", {"account": account(seen_at=NOW - timedelta(seconds=91))}),
        ("freshness", {"account": account(seen_at=None)}),
        ("freshness", {"account": account(equity=0)}),
        ("daily loss", {"account": account(first_equity=100_000, equity=95_000)}),
        ("broker", {"account": account(broker_fault="there is no rate")}),
        ("margin", {"account": account(free_margin=0)}),
        ("margin", {"account": account(pending_value=None)}),
        ("share", {"account": account(strategy_value=100_000)}),
        ("share", {"account": account(strategy_value=None)}),
        ("size", {"signal": signal(size=("risk percent", 1))}),
        ("volume", {"signal": signal(size=("equity percent", "0.09"))}),
    ],
)
def test_a_rule_declines_what_it_guards_against(rule, given):
    decision = decided(**given)
    assert (decision.outcome, decision.rule, decision.orders) == ("declined", rule, ())
    assert decision.words
    assert decision.told
    later = [one.verdict.value for one in decision.verdicts][[r.name for r in RULES].index(rule) + 1 :]
    assert set(later) <= {"not asked"}


@pytest.mark.parametrize(
    ("rule", "one"),
    [
        ("instrument", leg(fault="none of the broker's instruments is approved for it.")),
        ("instrument", leg(instrument=share(may_trade=False))),
        ("instrument", leg(instrument=share(expires_at=NOW))),
        ("hours", leg(instrument=share(is_open=False))),
        ("hours", leg(instrument=share(is_open=None))),
        ("price", leg(instrument=share(bid=None, ask=None))),
        ("price", leg(instrument=share(seen_at=NOW - timedelta(seconds=61)))),
        ("price", leg(instrument=share(delayed=True))),
        ("currency", leg(instrument=share(currency="EUR", rate=None))),
        ("holding", leg(own=-5)),
        ("position", leg(up=1000)),
    ],
)
def test_a_leg_that_cannot_be_traded_is_declined(rule, one):
    decision = decided(one)
    assert (decision.outcome, decision.rule) == ("declined", rule), decision.words


def test_unknown_hours_pass_where_two_people_let_them():
    one = leg(instrument=share(is_open=None))
    assert decided(one, limits=limits(unknown_hours=1, broker=100)).outcome == "ordered"


def test_the_signals_own_price_serves_where_nothing_is_quoted_but_only_while_it_is_fresh():
    one = leg(instrument=share(bid=None, ask=None))
    assert volumes(decided(one, signal=signal(reference_price=50))) == [("buy", d(100))]
    old = signal(reference_price=50, priced_at=NOW - timedelta(seconds=61))
    assert decided(one, signal=old).rule == "price"


def test_one_that_came_too_late_is_told_until_when_it_was_good():
    late = decided(signal=signal(valid_until=NOW - timedelta(hours=7)))
    assert late.words == f"It was good until {NOW - timedelta(hours=7):%Y-%m-%d %H:%M:%S} UTC; the market has moved on."


class TestSizes:
    def test_units_of_a_pair_are_of_its_first_currency_and_a_lot_is_a_hundred_thousand_of_it(self):
        assert volumes(decided(leg(instrument=pair()), signal=signal(size=("units", 20_000)))) == [("buy", d("0.20"))]
        assert volumes(decided(leg(instrument=pair()), signal=signal(size=("lots", "0.2")))) == [("buy", d("0.20"))]
        # The same at a broker that counts the currency itself.
        single = pair(multiplier=1, step=1, least=1)
        assert volumes(decided(leg(instrument=single), signal=signal(size=("lots", "0.2")))) == [("buy", d(20_000))]

    def test_units_are_of_all_accounts_together(self):
        half = AllocationFacts(share=d(100), size_kind=SizeKind.UNITS, size_value=d(7), portion=d("0.5"))
        assert volumes(decided(signal=signal(size=("units", 25)), allocation=half)) == [("buy", d(12))]
        assert volumes(decided(allocation=half)) == [("buy", d(7))]
        assert decided(signal=signal(size=("units", 25)), allocation=replace(half, portion=None)).rule == "size"

    def test_percents_are_of_the_share_that_is_the_strategys(self):
        tenth = AllocationFacts(share=d(10), size_kind=SizeKind.EQUITY_PERCENT, size_value=d(50))
        assert volumes(decided(allocation=tenth)) == [("buy", d(50))]

    def test_half_a_percent_at_risk_is_five_hundred_over_the_distance_to_the_stop(self):
        # 0.5 % of 100,000 = 500; 0.0050 x 100,000 = 500 a lot -> 1 lot, worth 110,000: the share lets 0.90 of it.
        given = {
            "signal": signal(size=("risk percent", "0.5"), stop_loss="1.0950"),
            "limits": limits(position=1000, broker=1000),
        }
        decision = decided(leg(instrument=pair()), **given)
        assert volumes(decision) == [("buy", d("0.90"))]
        assert word(decision, "share") == "less"
        assert decision.orders[0].stop_loss == d("1.0950")
        offset = signal(size=("risk percent", "0.1"), stop_loss_offset="0.0050")
        assert volumes(decided(leg(instrument=pair()), signal=offset)) == [("buy", d("0.20"))]

    def test_amounts_are_in_the_accounts_currency(self):
        # 5,000 USD at 100 EUR x 1.25 = 125 USD a share.
        assert volumes(decided(leg(instrument=share(currency="EUR", rate="1.25")))) == [("buy", d(40))]


class TestCaps:
    def test_ten_percent_of_equity_in_one_position_with_what_is_held_and_out(self):
        # 10 % = 10,000 = 100 shares; 70 are held or out -> 30.
        decision = decided(leg(up=70), limits=limits(position=10, broker=100))
        assert (volumes(decision), word(decision, "position")) == ([("buy", d(30))], "less")

    def test_what_is_held_the_other_way_counts_on_its_own_side(self):
        decision = decided(leg("sell", up=100, down=0), limits=limits(position=10, broker=100))
        assert volumes(decision) == [("sell", d(50))]

    def test_forty_percent_of_the_equity_at_a_broker(self):
        there = account(broker_equity=200_000, broker_value=77_000)
        decision = decided(account=there, limits=limits(position=100, broker=40))
        assert (volumes(decision), word(decision, "broker")) == ([("buy", d(30))], "less")

    def test_the_share_holds_what_the_strategy_has_already(self):
        tenth = AllocationFacts(share=d(10), size_kind=SizeKind.EQUITY_PERCENT, size_value=d(50))
        assert volumes(decided(account=account(strategy_value=8_000), allocation=tenth)) == [("buy", d(20))]

    def test_margin_is_value_over_leverage_and_what_is_out_has_its_own(self):
        # 50 % of 100,000 = 50,000; in use 40,000; out 500,000 / 100 = 5,000 -> 5,000 x 100 = 500,000 of value.
        one = account(margin=40_000, pending_value=500_000, free_margin=60_000, equity=100_000)
        given = {"limits": limits(position=10_000, broker=10_000, margin=50), "signal": signal(size=("lots", 10))}
        big = AllocationFacts(share=d(100), size_kind=SizeKind.LOTS, size_value=d(1))
        leveraged = decided(leg(instrument=pair(bid=1, ask=1)), account=one, allocation=big, **given)
        assert volumes(leveraged) == [("buy", d(1))]  # the share of 100,000 is the narrower one
        bare = replace(one, margin=d("44_990"), leverage=None, pending_value=d(0))
        assert volumes(decided(leg(instrument=pair(bid=1, ask=1)), account=bare, allocation=big, **given)) == [
            ("buy", d("0.05"))
        ]

    def test_a_sold_option_counts_with_its_strike(self):
        option = share(
            kind=AssetKind.OPTION, multiplier=100, strike=50, bid=2, ask="2.10", expires_at=NOW + timedelta(days=9)
        )
        given = {"signal": signal(size=("units", 5)), "limits": limits(position=10, broker=100)}
        assert volumes(decided(leg("buy", option), **given)) == [("buy", d(5))]
        assert volumes(decided(leg("sell", option), **given)) == [("sell", d(2))]  # 2 x 100 x 50 = 10,000


class TestDay:
    def test_deposits_hide_no_loss_and_withdrawals_make_none(self):
        # 100,000 + 20,000 came - 113,000 now = 7,000 lost of 120,000: 5.83 %.
        assert decided(account=account(first_equity=100_000, flows=20_000, equity=113_000)).rule == "daily loss"
        assert decided(account=account(first_equity=100_000, flows=-20_000, equity=79_000)).outcome == "ordered"

    def test_it_ends_at_exactly_five_percent(self):
        assert decided(account=account(first_equity=100_000, equity="95000.01")).outcome == "ordered"
        assert decided(account=account(first_equity=100_000, equity=95_000)).rule == "daily loss"


class TestClosing:
    def test_an_exit_closes_what_is_held_less_what_is_being_closed(self):
        decision = decided(leg(None, own=30, own_closing=10), signal=signal("exit"))
        assert volumes(decision) == [("sell", d(20))]
        assert not decision.orders[0].opens

    def test_an_exit_passes_what_guards_openings(self):
        poor = account(
            seen_at=NOW - timedelta(hours=1), first_equity=100_000, equity=10, broker_fault="x", free_margin=0
        )
        unpriced = share(bid=None, ask=None, rate=None)
        decision = decided(
            leg("sell", unpriced, own=30, up=5_000), signal=signal("exit"), account=poor, switch=SwitchState.REDUCING
        )
        assert volumes(decision) == [("sell", d(30))]
        assert word(decision, "daily loss") == word(decision, "freshness") == "not asked"

    def test_an_exit_of_nothing_or_of_the_other_side_is_declined(self):
        assert decided(leg(None), signal=signal("exit")).rule == "holding"
        assert decided(leg("sell", own=-5), signal=signal("exit")).rule == "holding"
        assert decided(leg(None, own=5, own_closing=5), signal=signal("exit")).rule == "holding"

    def test_each_position_of_a_hedging_broker_is_closed_by_its_number(self):
        tickets = (Ticket("11", d(10)), Ticket("12", d(20)))
        decision = decided(leg(None, own=30, own_closing=5, tickets=tickets), signal=signal("exit"))
        assert [(one.closes, one.volume) for one in decision.orders] == [("11", d(10)), ("12", d(15))]

    def test_scaling_out_never_closes_more_than_is_held(self):
        assert volumes(decided(leg("sell", own=30), signal=signal("scale out", size=("units", 10)))) == [
            ("sell", d(10))
        ]
        more = decided(leg("sell", own=30), signal=signal("scale out", size=("units", 40)))
        assert (volumes(more), word(more, "size")) == ([("sell", d(30))], "less")
        # 2 % of 100,000 at 99 are 20.2 shares.
        part = decided(leg("sell", own=30), signal=signal("scale out", size=("equity percent", 2)))
        assert volumes(part) == [("sell", d(20))]

    def test_a_flip_closes_and_opens_the_opposite(self):
        decision = decided(leg("sell", own=30, up=30), signal=signal("flip"))
        assert volumes(decision) == [("sell", d(30)), ("sell", d(50))]
        assert [one.opens for one in decision.orders] == [False, True]
        assert volumes(decided(leg("sell"), signal=signal("flip"))) == [("sell", d(50))]

    def test_a_flip_that_may_not_open_closes_all_the_same(self):
        turn = {"signal": signal("flip")}
        assert volumes(decided(leg("sell", own=30), account=account(free_margin=0), **turn)) == [("sell", d(30))]
        reducing = decided(leg("sell", own=30), switch=SwitchState.REDUCING, **turn)
        assert (volumes(reducing), word(reducing, "switch")) == ([("sell", d(30))], "less")
        assert decided(leg("sell", own=30), switch=SwitchState.HALTED, **turn).rule == "switch"
        # With nothing to close the reason is why it may not open.
        assert decided(leg("sell"), switch=SwitchState.REDUCING, **turn).rule == "switch"

    def test_making_larger_needs_something_to_make_larger(self):
        assert decided(leg(), signal=signal("scale in")).rule == "holding"
        assert decided(leg(own=1), signal=signal("scale in")).outcome == "ordered"
        assert decided(leg(own_out_up=1), signal=signal("scale in")).outcome == "ordered"


class TestCombinations:
    def _legs(self, **held):
        put = {"kind": AssetKind.OPTION, "multiplier": 100, "expires_at": NOW + timedelta(days=9)}
        long = share(symbol="P600", our_symbol="P600", strike=600, bid="9.0", ask="9.5", **put)
        short = share(symbol="P560", our_symbol="P560", strike=560, bid="2.0", ask="2.2", **put)
        return leg("buy", long, number=1, ratio=1), leg("sell", short, number=2, ratio=2)

    def test_the_ratio_is_kept(self):
        wide = {
            "limits": limits(position=1000, broker=1000),
            "account": account(equity=1_000_000, broker_equity=1_000_000, free_margin=1_000_000),
        }
        decision = decided(*self._legs(), signal=signal(size=("units", 3)), **wide)
        assert volumes(decision) == [("buy", d(3)), ("sell", d(6))]
        assert {one.kind for one in decision.orders} == {OrderKind.MARKET}

    def test_one_leg_that_is_not_there_stops_all(self):
        one, _ = self._legs()
        assert decided(one, leg("sell", fault="unknown", number=2)).rule == "instrument"

    def test_a_limit_of_the_whole_becomes_limits_of_the_legs(self):
        wide = {
            "limits": limits(position=1000, broker=1000),
            "account": account(equity=1_000_000, broker_equity=1_000_000, free_margin=1_000_000),
        }

        # 9.5 - 2 x 2.0 = 5.50
        def at(limit):
            return decided(
                *self._legs(), signal=signal(size=("units", 1), order_kind=OrderKind.LIMIT, limit_price=limit), **wide
            )

        assert [(one.kind.value, one.limit_price) for one in at("5.50").orders] == [
            ("limit", d("9.5")),
            ("limit", d("2.0")),
        ]
        assert at("5.49").rule == "ticks"


class TestPrices:
    def test_prices_are_rounded_to_ticks_on_the_careful_side(self):
        given = {"order_kind": OrderKind.LIMIT, "limit_price": "98.016", "stop_loss": "90.001", "target": "110.009"}
        (order,) = decided(signal=signal(**given)).orders
        assert (order.limit_price, order.stop_loss, order.take_profit) == (d("98.01"), d("90.01"), d("110.00"))
        given = {"order_kind": OrderKind.STOP, "stop_price": "98.016", "stop_loss": "110.001", "target": "90.009"}
        (order,) = decided(leg("sell"), signal=signal(**given)).orders
        assert (order.stop_price, order.stop_loss, order.take_profit) == (d("98.01"), d("110.00"), d("90.01"))

    def test_a_stop_that_the_market_has_passed_is_declined(self):
        assert decided(signal=signal(stop_loss=101)).rule == "bracket"
        assert decided(leg("sell"), signal=signal(target=100)).rule == "bracket"

    def test_distances_go_along(self):
        (order,) = decided(signal=signal(stop_loss_offset="2.009", target_offset="0.001")).orders
        assert (order.stop_loss_offset, order.take_profit_offset) == (d("2.00"), d("0.01"))

    def test_the_broker_takes_no_more_than_its_most_in_one_order(self):
        decision = decided(leg(instrument=share(most=20)))
        assert (volumes(decision), word(decision, "volume")) == ([("buy", d(20))], "less")


def test_others_on_a_netting_account_are_said():
    one = replace(leg(), holding=replace(leg().holding, others={"OTHER": d(-5)}))
    decision = decided(one, account=account(hedging=False))
    (verdict,) = [each for each in decision.verdicts if each.rule == "opposite"]
    assert "netted" in verdict.words
    assert "OTHER" not in verdict.told
    assert [(each.label, each.open) for each in verdict.input] == [("OTHER: INVENTED", False)]


@pytest.mark.parametrize(("mode", "outcome"), [("automatic", "ordered"), ("approval", "held"), ("dry run", "dry run")])
def test_the_mode_says_what_becomes_of_it(mode, outcome):
    assert decided(strategy=replace(_TREND, mode=mode)).outcome == outcome

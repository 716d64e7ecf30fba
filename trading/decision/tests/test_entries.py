"""An exit or a flip cancels the strategy's own entries that still work."""

from dataclasses import replace

import pytest

from trading.brokers.facts import Side
from trading.decision.domain.facts import Entry, StrategyFacts
from trading.decision.tests.cases import NOW, account, d, decided, leg, share, signal, volumes, word
from trading.orders.domain.switch_states import SwitchState

_TREND = StrategyFacts(code="TREND", state="active", mode="automatic", environment="production")
_BUYS = (Entry(1, Side.BUY), Entry(2, Side.BUY, d(20)))
_SELL = Entry(3, Side.SELL)


def numbers(decision) -> list[int]:
    return [entry.number for entry in decision.cancels]


def test_an_exit_closes_what_is_filled_and_cancels_what_works():
    decision = decided(leg(None, own=20, own_out_up=130, own_entries=_BUYS), signal=signal("exit"))
    assert (decision.outcome, volumes(decision), numbers(decision)) == ("ordered", [("sell", d(20))], [1, 2])
    assert decision.words == decision.told == "Ordered: sell 20 INVENTED. 2 working entries are cancelled."
    rule = next(one for one in decision.verdicts if one.rule == "entries")
    assert (rule.verdict, rule.words) == ("pass", "2 working entries are cancelled.")
    assert [(one.label, one.value, one.open) for one in rule.input] == [("INVENTED working entries", "2", True)]


def test_an_exit_of_nothing_but_a_working_entry_is_no_refusal():
    for mode in ("automatic", "approval"):  # a cancel waits for nobody's release
        decision = decided(leg(None, own_entries=_BUYS[:1]), signal=signal("exit"), strategy=replace(_TREND, mode=mode))
        assert (decision.outcome, decision.rule, decision.orders, numbers(decision)) == ("cancelled", "", (), [1])
        assert decision.words == "Nothing is held that could be closed. 1 working entry is cancelled."


def test_an_exit_of_one_side_cancels_only_what_opens_that_side():
    both = (*_BUYS, _SELL)
    assert numbers(decided(leg("sell", own=20, own_entries=both), signal=signal("exit"))) == [1, 2]
    assert numbers(decided(leg("buy", own=20, own_entries=both), signal=signal("exit"))) == [3]
    assert numbers(decided(leg(None, own=20, own_entries=both), signal=signal("exit"))) == [1, 2, 3]


def test_a_flip_cancels_what_opens_the_side_that_it_leaves():
    decision = decided(leg("sell", own=20, own_entries=(*_BUYS, _SELL)), signal=signal("flip"))
    assert (numbers(decision), volumes(decision)) == ([1, 2], [("sell", d(20)), ("sell", d(50))])
    assert "2 working entries are cancelled." in decision.words


@pytest.mark.parametrize("kind", ["entry", "scale in", "scale out"])
def test_nothing_else_cancels_entries(kind):
    decision = decided(leg("sell" if kind == "scale out" else "buy", own=20, own_entries=_BUYS), signal=signal(kind))
    assert (decision.cancels, word(decision, "entries")) == ((), "pass")
    assert "cancelled" not in decision.words


@pytest.mark.parametrize(
    ("rule", "given"),
    [
        ("switch", {"switch": SwitchState.HALTED, "switch_words": "The firm: storm"}),
        ("connection", {"account": account(obstacle="it is paused")}),
    ],
)
def test_what_declines_the_closing_lets_the_cancels_pass(rule, given):
    for kind in ("exit", "flip"):
        decision = decided(leg("sell", own=20, own_entries=_BUYS), signal=signal(kind), **given)
        assert (decision.outcome, decision.rule, decision.orders) == ("declined", rule, ())
        assert numbers(decision) == [1, 2]
        assert decision.words.endswith("2 working entries are cancelled.")
        assert decision.told.endswith("2 working entries are cancelled.")


def test_a_closed_market_and_reducing_let_them_pass_too():
    closed = leg(None, share(is_open=False), own=20, own_entries=_BUYS)
    assert (decided(closed, signal=signal("exit")).rule, numbers(decided(closed, signal=signal("exit")))) == (
        "hours", [1, 2]
    )  # fmt: skip
    reducing = decided(
        leg(None, own=20, own_entries=_BUYS), signal=signal("exit"), switch=SwitchState.REDUCING, switch_words="x"
    )
    assert (volumes(reducing), numbers(reducing)) == ([("sell", d(20))], [1, 2])


@pytest.mark.parametrize(
    "given",
    [
        {"strategy": replace(_TREND, state="paused")},
        {"strategy": replace(_TREND, environment="staging"), "account": account(environment="live")},
        {"signal": signal("exit", valid_until=NOW)},
        {"decided_before": True},
    ],
)
def test_a_signal_that_is_not_followed_cancels_nothing(given):
    decision = decided(leg(None, own=20, own_entries=_BUYS), **{"signal": signal("exit"), **given})
    assert (decision.outcome, decision.cancels) == ("declined", ())
    assert "cancelled" not in decision.words


def test_a_dry_run_only_says_so():
    dry = replace(_TREND, mode="dry run")
    held = decided(leg(None, own=20, own_entries=_BUYS), signal=signal("exit"), strategy=dry)
    nothing = decided(leg(None, own_entries=_BUYS), signal=signal("exit"), strategy=dry)
    assert held.cancels == nothing.cancels == ()
    assert held.outcome == nothing.outcome == "dry run"
    assert "2 working entries would be cancelled." in held.words
    assert "2 working entries would be cancelled." in nothing.words


def test_two_legs_of_the_same_instrument_cancel_an_entry_once():
    legs = [leg(None, number=number, own=20, own_entries=_BUYS[:1]) for number in (1, 2)]
    assert numbers(decided(*legs, signal=signal("exit"))) == [1]

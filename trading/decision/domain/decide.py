"""Decide about one signal on one account: every rule in a fixed order, each with what it saw and what it said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from trading.decision.domain.facts import Case, Entry
from trading.decision.domain.orders import DecidedOrder, orders_of
from trading.decision.domain.plan import Answer, Plan
from trading.decision.domain.rules.account import account_can_be_traded, account_was_seen, day_is_not_lost
from trading.decision.domain.rules.caps import (
    broker_is_not_too_full,
    margin_is_there,
    position_is_small_enough,
    share_is_kept,
)
from trading.decision.domain.rules.entries import cancelled_in_words, entries_are_cancelled, stays_in_words
from trading.decision.domain.rules.holding import others_are_known, own_position_fits
from trading.decision.domain.rules.market import (
    currencies_are_known,
    legs_are_known,
    market_is_open,
    prices_are_known,
)
from trading.decision.domain.rules.sizing import size_is_known, stop_is_on_its_side
from trading.decision.domain.rules.standing import (
    environments_fit,
    signal_is_new,
    signal_is_valid,
    strategy_is_active,
    switches_let_it,
)
from trading.decision.domain.rules.steps import volume_fits
from trading.decision.domain.rules.terms import prices_fit
from trading.decision.domain.verdicts import Verdict, Word
from trading.signals.domain.standard import SignalKind, SizeKind


@dataclass(frozen=True, slots=True)
class Rule:
    """`openings`: it guards what opens, and lets pass what only closes."""

    name: str
    title: str
    ask: Callable[[Case, Plan], Answer]
    openings: bool = False


RULES: tuple[Rule, ...] = (
    Rule("strategy", "Strategy is active", strategy_is_active),
    Rule("environment", "Environment fits", environments_fit),
    Rule("validity", "Signal is still good", signal_is_valid),
    Rule("duplicate", "Not decided before", signal_is_new),
    Rule("entries", "Working entries", entries_are_cancelled),
    Rule("switch", "Trading is not halted", switches_let_it),
    Rule("connection", "Account can be traded", account_can_be_traded),
    Rule("freshness", "Account was seen lately", account_was_seen, openings=True),
    Rule("instrument", "Instruments are known", legs_are_known),
    Rule("hours", "Market is open", market_is_open),
    Rule("holding", "Own position", own_position_fits),
    Rule("opposite", "Others' positions", others_are_known, openings=True),
    Rule("price", "Prices are known", prices_are_known, openings=True),
    Rule("currency", "Exchange rates are known", currencies_are_known, openings=True),
    Rule("bracket", "Stop and target", stop_is_on_its_side, openings=True),
    Rule("daily loss", "Day's loss", day_is_not_lost, openings=True),
    Rule("size", "Size", size_is_known),
    Rule("share", "Strategy's share", share_is_kept, openings=True),
    Rule("position", "One position", position_is_small_enough, openings=True),
    Rule("broker", "One broker", broker_is_not_too_full, openings=True),
    Rule("margin", "Margin", margin_is_there, openings=True),
    Rule("volume", "Steps of volume", volume_fits),
    Rule("ticks", "Ticks of prices", prices_fit),
)  # fmt: skip
TITLES = {rule.name: rule.title for rule in RULES} | {"allocation": "Allocation"}
# What must be known of the market to close a part that is named in percent.
_PRICES = ("price", "currency")
_OUTCOMES = {"automatic": "ordered", "approval": "held", "dry run": "dry run"}
_DONE = {"ordered": "Ordered", "held": "Held for a person to release", "dry run": "Dry run: it would be ordered"}


@dataclass(frozen=True, slots=True)
class AccountDecision:
    """`rule` is the one that declined it; `told` are the words for the strategy's developer. `cancels` are working
    entries of the strategy that are cancelled, even where the rest is declined."""

    outcome: str
    rule: str
    words: str
    told: str
    verdicts: tuple[Verdict, ...]
    orders: tuple[DecidedOrder, ...]
    cancels: tuple[Entry, ...] = ()


def decide(case: Case) -> AccountDecision:
    """The same case gives the same decision, whenever it is asked."""
    plan = Plan(opens=case.signal.opens, closes=case.signal.closes)
    verdicts: list[Verdict] = []
    stopped: Verdict | None = None
    for rule in RULES:
        if stopped is not None:
            verdicts.append(_not_asked(rule, "An earlier rule has declined it."))
            continue
        if rule.openings and not plan.opens and not (rule.name in _PRICES and _sizes_by_value(case)):
            verdicts.append(_not_asked(rule, "It guards what opens, and this only closes."))
            continue
        verdict, plan = _ask(rule, case, plan)
        verdicts.append(verdict)
        stopped = verdict if verdict.verdict is Word.STOP else None
    if stopped is not None:
        return _declined(case, stopped, plan, tuple(verdicts))
    return _done(case, plan, tuple(verdicts))


def _sizes_by_value(case: Case) -> bool:
    """Whether prices are needed to know which part of a position is closed."""
    kind = case.signal.size_kind or case.allocation.size_kind
    return case.signal.kind is SignalKind.SCALE_OUT and kind not in (SizeKind.UNITS, SizeKind.LOTS)


def _not_asked(rule: Rule, words: str) -> Verdict:
    return Verdict(rule.name, rule.title, Word.NOT_ASKED, words, words)


def _ask(rule: Rule, case: Case, plan: Plan) -> tuple[Verdict, Plan]:
    """What a rule stops of a flip is the opening alone: the position that is there is closed all the same."""
    answer = rule.ask(case, plan)
    word, words, told, after = answer.verdict, answer.words, answer.told or answer.words, answer.plan
    # Before the holdings are looked at, a flip may have something to close; less than a step of it is nothing.
    turns = plan.opens and plan.closes and (rule.name != "volume" or bool(answer.plan.closing))
    if (
        word is Word.STOP
        and turns
        and (rule.openings or rule.name in {"switch", "size", "volume", "ticks"})
        and not _halts(case, rule)
    ):
        after = answer.plan.without_opening(rule.name, words, told)
        word, words, told = (
            Word.LESS,
            f"{words} Nothing is opened; what is held is closed.",
            f"{told} Nothing is opened; what is held is closed.",
        )
    return Verdict(rule.name, rule.title, word, words, told, answer.input), after


def _halts(case: Case, rule: Rule) -> bool:
    return rule.name == "switch" and case.switch.value == "halted"


def _declined(case: Case, stopped: Verdict, plan: Plan, verdicts: tuple[Verdict, ...]) -> AccountDecision:
    """Of a flip that may not open and has nothing to close, the reason is why it may not open."""
    rule, words, told = stopped.rule, stopped.words, stopped.told
    if stopped.rule == "holding" and plan.dropped is not None:
        rule, words, told = plan.dropped
    also = _also(case, plan)
    words, told = f"{words} {also}".strip(), f"{told} {also}".strip()
    return AccountDecision("declined", rule, words, told, verdicts, (), _cancels(case, plan))


def _also(case: Case, plan: Plan) -> str:
    return f"{stays_in_words(case)} {cancelled_in_words(case, plan)}".strip()


def _cancels(case: Case, plan: Plan) -> tuple[Entry, ...]:
    return () if case.strategy.mode == "dry run" else plan.cancels


def _done(case: Case, plan: Plan, verdicts: tuple[Verdict, ...]) -> AccountDecision:
    outcome = _OUTCOMES[case.strategy.mode]
    orders, also = orders_of(case, plan), _also(case, plan)
    if not orders:
        # Nothing of it waits for a person: a cancel is not released.
        outcome = outcome if outcome == "dry run" else "cancelled"
        words = f"Nothing is held that could be closed. {also}"
        return AccountDecision(outcome, "", words, words, verdicts, (), _cancels(case, plan))
    what = "; ".join(f"{one.side} {one.volume.normalize():f} {one.symbol}" for one in orders)
    smaller = [one.title.lower() for one in verdicts if one.verdict is Word.LESS]
    less = f" Less than was asked for: {', '.join(smaller)}." if smaller else ""
    words = f"{_DONE[outcome]}: {what}.{less} {also}".strip()
    return AccountDecision(outcome, "", words, words, verdicts, orders, _cancels(case, plan))

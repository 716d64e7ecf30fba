"""May this strategy trade on this account at all, now, with this signal?"""

from __future__ import annotations

from trading.decision.domain.facts import Case
from trading.decision.domain.plan import Answer, Plan
from trading.decision.domain.verdicts import Figure, Word
from trading.orders.domain.switch_states import SwitchState

_SIMULATED = ("demo", "contest", "paper")
MODES = {"automatic": "orders go out at once", "approval": "a person releases each order", "dry run": "nothing is sent"}


def strategy_is_active(case: Case, plan: Plan) -> Answer:
    strategy = case.strategy
    figures = (Figure("State", strategy.state), Figure("Mode", strategy.mode))
    if strategy.state != "active":
        return Answer(Word.STOP, f"{strategy.code} is {strategy.state}: its signals are declined.", plan, input=figures)
    return Answer(Word.PASS, f"{strategy.code} is active; {MODES[strategy.mode]}.", plan, input=figures)


def environments_fit(case: Case, plan: Plan) -> Answer:
    """Staging trades no real money; production trades what its people gave it, real or not."""
    ours, theirs = case.strategy.environment, case.account.environment
    figures = (Figure("Strategy", ours), Figure("Account", theirs))
    if ours == "staging" and theirs not in _SIMULATED:
        words = "A strategy of staging trades on demo and paper accounts alone, and this account is real money."
        return Answer(Word.STOP, words, plan, input=figures)
    if ours == "production" and theirs == "contest":
        return Answer(Word.STOP, "Nobody trades for the firm in a contest.", plan, input=figures)
    return Answer(Word.PASS, f"{ours.capitalize()} may trade on a {theirs} account.", plan, input=figures)


def signal_is_valid(case: Case, plan: Plan) -> Answer:
    left = (case.signal.valid_until - case.now).total_seconds()
    figures = (Figure("Good for another", f"{left:.1f} s"),)
    if left <= 0:
        until = f"{case.signal.valid_until:%Y-%m-%d %H:%M:%S}"
        return Answer(Word.STOP, f"It was good until {until} UTC; the market has moved on.", plan, input=figures)
    return Answer(Word.PASS, "It is still good.", plan, input=figures)


def signal_is_new(case: Case, plan: Plan) -> Answer:
    if case.decided_before:
        return Answer(Word.STOP, "This signal was decided here before; it is not ordered again.", plan)
    return Answer(Word.PASS, "It was not decided here before.", plan)


def switches_let_it(case: Case, plan: Plan) -> Answer:
    figures = (Figure("Trading is", str(case.switch)), Figure("Because", case.switch_words or "–", open=False))
    if case.switch is SwitchState.HALTED:
        words = f"Trading is halted: {case.switch_words}"
        return Answer(Word.STOP, words, plan, "Trading is halted.", figures)
    if case.switch is SwitchState.REDUCING and plan.opens:
        words = f"Trading may only reduce: {case.switch_words}"
        return Answer(Word.STOP, words, plan, "Trading may only reduce, and this opens.", figures)
    if case.switch is SwitchState.REDUCING:
        return Answer(Word.PASS, "Trading may only reduce, and this reduces.", plan, input=figures)
    return Answer(Word.PASS, "Nothing is halted.", plan, input=figures)

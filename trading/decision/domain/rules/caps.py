"""How much may be held at most: of the strategy's share, in one position, at a broker, by margin.

What is held counts as the broker told it last with all fills since, what is out counts in full.
"""

from __future__ import annotations

from decimal import Decimal

from trading.brokers.facts import Side
from trading.decision.domain.facts import ZERO, Case
from trading.decision.domain.limits import Limit, LimitKind
from trading.decision.domain.plan import Answer, Plan, value_of_set, value_of_unit
from trading.decision.domain.verdicts import Figure, Word, money, percent, plain


def share_is_kept(case: Case, plan: Plan) -> Answer:
    held, currency = case.account.strategy_value, case.account.currency
    if held is None:
        return Answer(Word.STOP, "What the strategy holds here cannot be valued: there is no price of it.", plan)
    figures = (
        Figure("Share", percent(case.allocation.share)),
        Figure("Comes to", money(case.allocated, currency), open=False),
        Figure("Held and out", money(held, currency), open=False),
    )
    return _within(case, plan, case.allocated - held, figures, "the strategy's share of the account")


def position_is_small_enough(case: Case, plan: Plan) -> Answer:
    """Held and out of the instrument in the order's direction, valued at the order's price."""
    limit, account = case.limits.of(LimitKind.POSITION), case.account
    cap = max(account.equity, ZERO) * limit.value / 100
    figures = [Figure("At most", _limit(limit)), Figure("Comes to", money(cap, account.currency), open=False)]
    most, needed = plan.sets or ZERO, plan.sets or ZERO
    for leg, price in zip(case.legs, plan.prices, strict=True):
        unit = value_of_unit(leg, price)
        held = leg.holding.up if leg.side is Side.BUY else leg.holding.down
        figures.append(Figure(f"{leg.name} held and out", money(held * unit, account.currency), open=False))
        most = min(most, (cap / unit - held) / leg.ratio)
    return _less(plan, most, needed, tuple(figures), "what one position may be")


def broker_is_not_too_full(case: Case, plan: Plan) -> Answer:
    """All that is held and out on the accounts at the broker, against the equity that is there."""
    limit, account = case.limits.of(LimitKind.BROKER), case.account
    if account.broker_fault:
        words = f"What is held at {account.broker} cannot be summed up: {account.broker_fault}."
        return Answer(Word.STOP, words, plan, "What is held at the broker cannot be summed up at the moment.")
    cap = max(account.broker_equity, ZERO) * limit.value / 100
    figures = (
        Figure("At most", _limit(limit)),
        Figure(f"Equity at {account.broker}", money(account.broker_equity, account.currency), open=False),
        Figure("Held and out there", money(account.broker_value, account.currency), open=False),
    )
    return _within(case, plan, cap - account.broker_value, figures, "what may be held at one broker")


def margin_is_there(case: Case, plan: Plan) -> Answer:
    """Margin of an order = its value / the account's leverage (1 where the broker tells none): an estimate, on the side
    of more. What was sent since the account was seen has its margin on top of what the broker told."""
    limit, account = case.limits.of(LimitKind.MARGIN), case.account
    if account.pending_value is None:
        return Answer(Word.STOP, "The margin of what is out cannot be reckoned: there is no price of it.", plan)
    leverage = account.leverage if account.leverage is not None and account.leverage > 0 else Decimal(1)
    pending = account.pending_value / leverage
    room = max(account.equity, ZERO) * limit.value / 100 - account.margin - pending
    if account.free_margin is not None:
        room = min(room, account.free_margin - pending)
    figures = (
        Figure("At most", _limit(limit)),
        Figure("In use", money(account.margin, account.currency), open=False),
        Figure("Of what is out", money(pending, account.currency), open=False),
        Figure("Free", money(account.free_margin, account.currency), open=False),
        Figure("Leverage", plain(leverage), open=False),
    )
    return _within(case, plan, room * leverage, figures, "the margin that may be used")


def _limit(limit: Limit) -> str:
    return f"{percent(limit.value)} of equity ({limit.whose})"


def _within(case: Case, plan: Plan, room: Decimal, figures: tuple[Figure, ...], what: str) -> Answer:
    """No more sets than `room`, in the account's currency, is worth."""
    needed = plan.sets or ZERO
    value = value_of_set(case, plan)
    currency = case.account.currency
    figures = (
        *figures,
        Figure("Needed", money(needed * value, currency), open=False),
        Figure("Room", money(room, currency), open=False),
    )
    return _less(plan, room / value, needed, figures, what)


def _less(plan: Plan, most: Decimal, needed: Decimal, figures: tuple[Figure, ...], what: str) -> Answer:
    if most <= 0:
        return Answer(Word.STOP, f"There is no room left within {what}.", plan, input=figures)
    if most < needed:
        words = f"It is made smaller, from {plain(round(needed, 8))} to {plain(round(most, 8))}, to stay within {what}."
        return Answer(Word.LESS, words, plan.no_more_than(most), input=figures)
    return Answer(Word.PASS, f"It stays within {what}.", plan, input=figures)

"""Can the account be traded, do we know how it stands, and has it lost too much today?"""

from __future__ import annotations

from trading.decision.domain.facts import Case
from trading.decision.domain.limits import LimitKind
from trading.decision.domain.plan import Answer, Plan
from trading.decision.domain.verdicts import Figure, Word, money, percent, plain


def account_can_be_traded(case: Case, plan: Plan) -> Answer:
    if case.account.obstacle:
        return Answer(Word.STOP, f"The account cannot be traded: {case.account.obstacle}.", plan,
                      "The account cannot be traded at the moment.")  # fmt: skip
    return Answer(Word.PASS, "The account is connected and may be traded.", plan)


def account_was_seen(case: Case, plan: Plan) -> Answer:
    account, limit = case.account, case.limits.of(LimitKind.ACCOUNT_AGE)
    most = Figure("At most", f"{plain(limit.value)} s ({limit.whose})")
    if account.seen_at is None:
        return Answer(Word.STOP, "Nobody has seen yet how the account stands.", plan, input=(most,))
    age = (case.now - account.seen_at).total_seconds()
    figures = (
        Figure("Seen", f"{age:.0f} s ago"),
        most,
        Figure("Equity", money(account.equity, account.currency), open=False),
    )
    if age > limit.value:
        return Answer(
            Word.STOP,
            f"The account was last seen {age:.0f} seconds ago: too old to open anything.",
            plan,
            input=figures,
        )
    if account.equity <= 0:
        return Answer(Word.STOP, "The account has no equity.", plan, input=figures)
    return Answer(Word.PASS, f"The account was seen {age:.0f} seconds ago.", plan, input=figures)


def day_is_not_lost(case: Case, plan: Plan) -> Answer:
    """Lost today = equity at the day's first look + what came and went - equity now, as a part of the first two."""
    account, limit = case.account, case.limits.of(LimitKind.DAILY_LOSS)
    most = Figure("At most", f"{percent(limit.value)} ({limit.whose})")
    if account.first_equity is None:
        return Answer(Word.PASS, "The account was not seen before today: nothing is lost yet.", plan, input=(most,))
    start = account.first_equity + account.flows
    lost = start - account.equity
    figures = (
        Figure("First equity today", money(account.first_equity, account.currency), open=False),
        Figure("Came and went", money(account.flows, account.currency), open=False),
        Figure("Lost", money(lost, account.currency), open=False),
        most,
    )
    if lost > 0 and (start <= 0 or lost * 100 >= limit.value * start):
        part = percent(lost * 100 / start) if start > 0 else "all"
        words = f"The account has lost {part} today, and {percent(limit.value)} end its day."
        return Answer(Word.STOP, words, plan, "The account has lost as much today as it may in a day.", figures)
    return Answer(Word.PASS, "The account has not lost too much today.", plan, input=figures)

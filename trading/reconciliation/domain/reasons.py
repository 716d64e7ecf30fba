"""Why two figures may differ, in words that say what to look at."""

from __future__ import annotations

from dataclasses import dataclass

from trading.reconciliation.domain.comparing import Compared, Kind

CREDIT = "credit"
_MIDWAY = " The history held begins midway: what was open before its first deal is not in it."


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What is known of an account's history, besides the figures."""

    has_history: bool = True
    starts_midway: bool = False
    costs_pending: int = 0  # deals


def reason_of(found: Compared, known: Circumstances) -> str:
    """One or two sentences, without figures: those stand beside them and move."""
    if found.kind.is_money:
        return _of_money(found, known)
    thing = "position" if found.kind is Kind.POSITION else "order"
    if found.kind is Kind.ORDER:
        made = "we sent" if found.ours else "of ours stands behind it"
    else:
        made = "our deals make" if found.ours else "of ours makes it"
    if not found.ours:
        cause = "no deal" if found.kind is Kind.POSITION else "no order"
        text = f"The broker holds this {thing}, and {cause} {made}."
        return text + (_MIDWAY if known.starts_midway and found.kind is Kind.POSITION else "")
    if not found.theirs:
        gone = "a deal that closed it was not told" if found.kind is Kind.POSITION else "its end was not told"
        return f"The broker holds nothing of the {thing} that {made}: {gone}."
    if found.kind is Kind.POSITION and (found.ours > 0) != (found.theirs > 0):
        return "The broker holds it on the other side than our deals make it."
    text = f"The broker holds {'more' if abs(found.theirs) > abs(found.ours) else 'less'} than {made}."
    return text + (_MIDWAY if known.starts_midway and found.kind is Kind.POSITION else "")


def _of_money(found: Compared, known: Circumstances) -> str:
    side = "more" if found.difference > 0 else "less"
    if found.subject == CREDIT:
        return f"The broker keeps {side} credit beside the balance than credits held come to."
    if not known.has_history:
        return "Nothing of the account's history is held."
    if known.costs_pending:
        deals = "1 deal waits" if known.costs_pending == 1 else f"{known.costs_pending} deals wait"
        return f"{deals} for costs that the broker tells later; until then the balance cannot agree."
    if found.kind is Kind.CASH:
        return (
            f"The broker has {side} than deals and cash held make. It tells of no deposits, dividends and charges by "
            "itself: bring in its statement."
        )
    missing = "came in" if found.difference > 0 else "went out"
    return (
        f"The broker has {side} than deals and cash held make: money {missing} that was not told, a deal was told "
        "wrongly, or the broker changed one afterwards."
    )

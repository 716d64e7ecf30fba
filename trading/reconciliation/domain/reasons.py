"""Why two figures may differ, in words that say what to look at."""

from __future__ import annotations

from dataclasses import dataclass

from trading.reconciliation.domain.comparing import Compared, Kind

CREDIT = "credit"
_MIDWAY = " The history held begins midway: what was open before its first deal is not in it."

# What it is, what makes it, what there is not where nothing makes it, and how it may be gone.
_WORDS = {
    Kind.POSITION: ("position", "our deals make", "no deal of ours makes it", "a deal that closed it was not told"),
    Kind.ORDER: ("order", "we sent", "no order of ours stands behind it", "its end was not told"),
    Kind.HOLDING: (
        "position", "fills of our orders make", "fills of our orders come to nothing",
        "it was closed elsewhere, or a fill that closed it was not told",
    ),
}  # fmt: skip


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
    thing, made, none, gone = _WORDS[found.kind]
    midway = _MIDWAY if known.starts_midway and found.kind is Kind.POSITION else ""
    if not found.ours:
        return f"The broker holds this {thing}, and {none}." + midway
    if not found.theirs:
        return f"The broker holds nothing of the {thing} that {made}: {gone}."
    if found.kind is not Kind.ORDER and (found.ours > 0) != (found.theirs > 0):
        return f"The broker holds it on the other side than {made.removesuffix(' make')} make it."
    return f"The broker holds {'more' if abs(found.theirs) > abs(found.ours) else 'less'} than {made}." + midway


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

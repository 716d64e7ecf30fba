"""A run's answer in plain words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

# From here on "can be paid" is said without a but; below the second, "cannot be relied on".
SAFE, DOUBTFUL = 0.99, 0.90
NBSP = "\N{NO-BREAK SPACE}"


def worst_window(result: Mapping[str, Any]) -> Mapping[str, Any]:
    """The window least likely to be met; of equal ones the one with the worst bad end."""
    windows: Sequence[Mapping[str, Any]] = result["windows"]
    return min(windows, key=lambda one: (one["chance"], one["expected_shortfall"]))


def per_cent(share: float) -> str:
    """To a tenth, never 100 or 0 for what is not quite certain."""
    if share in (0.0, 1.0):
        return f"{share:.0%}".replace("%", f"{NBSP}%")
    return f"{min(max(share * 100, 0.1), 99.9):.1f}{NBSP}%"


def written(day: str) -> str:
    """`31 December 2026` of an ISO day."""
    return f"{date.fromisoformat(day):%-d %B %Y}"


def standing(result: Mapping[str, Any]) -> str:
    """`good`, `warn` or `bad`, for the whole answer."""
    chance = worst_window(result)["chance"]
    return "good" if chance >= SAFE else "warn" if chance >= DOUBTFUL else "bad"


def sentences(result: Mapping[str, Any]) -> list[str]:
    """The answer, what it hangs on, and what it would take to change it; the first is the headline."""
    worst, currency = worst_window(result), result["currency"]
    what = "On" if worst["days"] else "Up to"
    told = [
        f"{what} {written(worst['on'])} we can pay everything due by then with a probability of "
        f"{per_cent(worst['chance'])} (95{NBSP}% confidence: {per_cent(worst['interval'][0])} "
        f"to {per_cent(worst['interval'][1])})."
    ]
    first = result["windows"][0]
    if first is not worst:
        told.append(f"The next window, {written(first['on'])}, is met with {per_cent(first['chance'])}.")
    if worst["could_leave"]:
        told.append(
            f"If all who may leave at that window did, it would be {per_cent(worst['chance_if_all'])}: "
            f"they could take another {worst['could_leave']:,.0f} {currency}."
        )
    short = worst["expected_shortfall"]
    if short < 0:
        told.append(f"In the worst of twenty outcomes {-short:,.0f} {currency} are missing on average.")
    else:
        told.append(f"Even in the worst of twenty outcomes {short:,.0f} {currency} are left on average.")
    return told


def weakest_stress(result: Mapping[str, Any]) -> str:
    """Which stress case alone takes most."""
    single = [case for case in result["stress"] if case["key"] not in ("base", "combined")]
    worst = min(single, key=lambda case: min((line["chance"], line["median"]) for line in case["windows"]))
    chance = min(line["chance"] for line in worst["windows"])
    if chance == 1:
        return f"Every single stress case is met on every path; “{worst['name']}” leaves the least."
    return f"Of the single stress cases, “{worst['name']}” weighs most: {per_cent(chance)} at its worst window."

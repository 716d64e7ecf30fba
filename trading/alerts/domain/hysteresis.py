"""Whether a figure raises an alert or ends one: two thresholds, so that a figure that trembles on one does neither."""

from __future__ import annotations

from decimal import Decimal

from fidus.lib import thresholds
from trading.alerts.domain.kinds import KINDS, Kind


def raises_alert(kind: Kind, figure: Decimal | None, threshold: Decimal) -> bool:
    """None: there is no such figure (no margin is used, nothing left), which is never bad."""
    return thresholds.is_raised(figure, threshold, below=KINDS[kind].below)


def ends_alert(kind: Kind, figure: Decimal | None, clears_at: Decimal) -> bool:
    """What lasts ends by no figure."""
    return not KINDS[kind].lasts and thresholds.is_over(figure, clears_at, below=KINDS[kind].below)


def worse(kind: Kind, figure: Decimal, other: Decimal) -> Decimal:
    return min(figure, other) if KINDS[kind].below else max(figure, other)


def why_no_rule(kind: Kind, threshold: Decimal, clears_at: Decimal) -> str:
    """In words, why no rule can have these two thresholds; empty if one can."""
    if not threshold.is_finite() or not clears_at.is_finite() or threshold < 0 or clears_at < 0:
        return "Thresholds are nothing or more."
    if KINDS[kind].lasts and clears_at == threshold:
        return ""
    return thresholds.why_not_two(threshold, clears_at, below=KINDS[kind].below)


def drawdown(high: Decimal, now: Decimal, paid_in: Decimal) -> Decimal | None:
    """Percent that what trading made (open profit with it) fell from its `high`, of the money that stood there.

    `paid_in` is what was paid in less what was paid out: neither a deposit nor a withdrawal moves it.
    trading/alerts/selectors/figures.py reckons the same, of all accounts at once.
    """
    stood = high + paid_in
    return (high - now) / stood * 100 if stood > 0 else None

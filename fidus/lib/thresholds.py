"""Two thresholds instead of one, so that a figure that trembles on the first neither raises an alert nor ends one."""

from decimal import Decimal


def is_raised(figure: Decimal | None, threshold: Decimal, *, below: bool) -> bool:
    """Whether the figure is bad: under the threshold where `below`, else what reaches it. None never is."""
    if figure is None:
        return False
    return figure < threshold if below else figure >= threshold


def is_over(figure: Decimal | None, clears_at: Decimal, *, below: bool) -> bool:
    """Whether the figure is good again; None is."""
    if figure is None:
        return True
    return figure >= clears_at if below else figure <= clears_at


def why_not_two(threshold: Decimal, clears_at: Decimal, *, below: bool) -> str:
    """In words, why an alert cannot have these two thresholds; empty if it can."""
    if not threshold.is_finite() or not clears_at.is_finite():
        return "Thresholds are numbers."
    if below and clears_at < threshold:
        return "It opens below the threshold, so it ends there or above."
    if not below and clears_at > threshold:
        return "It opens at the threshold, so it ends there or below."
    if not below and clears_at == threshold:
        return "It would open and end at the same figure."
    return ""

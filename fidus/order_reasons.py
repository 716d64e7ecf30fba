"""Why orders were decided, for whoever releases them: orders stand lower than decisions, so the wiring tells."""

from collections.abc import Collection, Mapping

from trading.decision.models import DecisionOrder


def reasons_of_orders(instructions: Collection[int]) -> Mapping[int, str]:
    """The words of the decision behind each that has one; in one query."""
    rows = DecisionOrder.objects.filter(instruction__in=instructions)
    return dict(rows.values_list("instruction", "decision__words"))

"""Two runs side by side, with what they were told differently."""

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from fidus.lib.money import Money
from funds.solvency.domain.compare import Side, pairs, reasons
from funds.solvency.domain.words import written
from funds.solvency.models import SolvencyRun


def show_comparison(
    request: HttpRequest, *, before: SolvencyRun, after: SolvencyRun, context: dict[str, object]
) -> HttpResponse:
    """404 unless both are finished, which is when they can be compared."""
    if before.result is None or after.result is None or before.pk == after.pk:
        raise Http404
    sides = [Side(run.facts, run.told, run.result) for run in (before, after)]
    lines = [{"pair": pair, "day": written(pair.on)} for pair in pairs(*sides)]
    context = {
        **context,
        "title": "Two runs side by side",
        "before": before,
        "after": after,
        "lines": lines,
        "reasons": reasons(*sides),
        "currency": after.currency,
        "tried": Money.of(after.what_if["amount"], after.what_if["currency"]) if after.what_if else None,
    }
    return TemplateResponse(request, "solvency/beside.html", context)

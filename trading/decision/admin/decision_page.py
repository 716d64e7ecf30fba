"""One decision: what was asked of the account, what each rule saw and said, and what was ordered."""

from django.contrib.auth.decorators import permission_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET

from trading.decision.models import Decision
from trading.decision.selectors.decisions import shown_to

LOOKS = {"pass": "passed", "less": "waiting", "stop": "failed", "not asked": "closed"}
WORDS = {"pass": "Passed", "less": "Made smaller", "stop": "Declined", "not asked": "Not asked"}
OUTCOMES = {"ordered": "active", "held": "waiting", "cancelled": "closed", "dry run": "closed", "declined": "failed"}


@require_GET
@permission_required("decision.view_decision", raise_exception=True)
def show(request: HttpRequest, pk: str, site_context: dict[str, object], *, rows: QuerySet[Decision]) -> HttpResponse:
    """`rows` are those that the person may see; a developer reads the words and figures that are for developers."""
    if not pk.isdecimal():
        raise Http404
    row = get_object_or_404(rows.select_related("signal__strategy", "account", "allocation"), pk=int(pk))
    told = shown_to(request.user, row)
    rules = [{**rule, "look": LOOKS[rule["verdict"]], "said": WORDS[rule["verdict"]]} for rule in told.rules]
    context = {
        **site_context,
        "title": f"Decision of {row.signal.signal_id}",
        "row": row,
        "legs": list(row.signal.legs.all()),
        "words": told.words,
        "rules": rules,
        "look": OUTCOMES[row.outcome],
        "orders": list(row.instructions.order_by("pk")),
        "others": list(
            rows.filter(signal=row.signal_id).exclude(pk=row.pk).select_related("account").order_by("account")[:50]
        ),
        "looks": OUTCOMES,
        "opts": Decision._meta,
    }
    return TemplateResponse(request, "decision/decision.html", context)

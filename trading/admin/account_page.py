"""One account: what it made, what was paid in and out, and the reports that say so."""

from collections.abc import Callable

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET

from fidus.lib import clock
from trading.models import BrokerAccount
from trading.selectors import balance_breaks, performance

VIEW = "trading.view_brokeraccount"


@require_GET
@permission_required(VIEW, raise_exception=True)
def show(
    request: HttpRequest,
    pk: str,
    site_context: dict[str, object],
    *,
    deeds_of: Callable[[BrokerAccount], list[dict[str, object]]],
) -> HttpResponse:
    if not pk.isdecimal():
        raise Http404
    account = get_object_or_404(BrokerAccount, pk=int(pk))
    context = {
        **site_context,
        "title": str(account),
        "account": account,
        "deeds": deeds_of(account),
        "standing": performance([account], as_of=clock.today())[account.pk],
        "breaks": balance_breaks([account]),
        "imports": account.imports.select_related("uploaded_by")[:8],
        "cash_operations": account.cash_operations.all()[:8],
        "open_positions": account.positions.filter(closed_at=None)[:50],
    }
    return TemplateResponse(request, "trading/account.html", context)

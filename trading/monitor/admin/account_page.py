"""One account: how it stands, its curve, what it holds, what it made, and how we know."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from django.views.decorators.vary import vary_on_headers

from fidus.lib import clock
from trading.models import BrokerAccount
from trading.monitor.admin.export import FORMATS, export
from trading.monitor.selectors.account import account_view
from trading.monitor.selectors.curve import ALL, DAY, MONTH, SPANS, Curve, as_numbers, curve
from trading.monitor.selectors.tables import CURVE_HEAD, curve_rows
from trading.watch.errors import NotWatched
from trading.watch.services.look_now import look_now

VIEW = "trading.view_brokeraccount"


@require_GET
@vary_on_headers("HX-Request")
@permission_required(VIEW, raise_exception=True)
def show(
    request: HttpRequest,
    pk: str,
    site_context: dict[str, object],
    *,
    deeds_of: Callable[[BrokerAccount], list[dict[str, object]]],
) -> HttpResponse:
    account = _account(pk)
    view = account_view(account)
    context = {
        **site_context,
        "title": str(account),
        "account": account,
        "view": view,
        "line": view.line,
        "breaks": [(one, one.shown(one.ours), one.shown(one.theirs), _page_of(request, one)) for one in view.breaks],
        "standing": view.made,
        "url": reverse("admin:trading_brokeraccount_change", args=[account.pk]),
        "read_at": clock.now(),
        "may_look": view.watch is not None and request.user.has_perm("watch.look_now"),
        "alerts": [(one, one.shown(one.figure), _page_of(request, one)) for one in view.alerts],
        "connection_url": _page_of(request, view.connection),
    }
    if request.htmx:
        return TemplateResponse(request, "monitor/admin/_account.html", context)
    shown = _curve(request, account)
    context |= {"deeds": deeds_of(account), "curve": shown, "spans": SPANS}
    return TemplateResponse(request, "monitor/admin/account.html", context)


@require_GET
@never_cache
@permission_required(VIEW, raise_exception=True)
def show_curve(request: HttpRequest, pk: int, site_context: dict[str, object]) -> HttpResponse:
    """The curve as numbers for the drawing, or as a file."""
    account = _account(str(pk))
    shown = _curve(request, account)
    if request.GET.get("format") in FORMATS:
        return export(request, f"Equity {account.login}", CURVE_HEAD, curve_rows(shown))
    return JsonResponse(as_numbers(shown))


@permission_required([VIEW, "watch.look_now"], raise_exception=True)
@require_POST
def look(request: HttpRequest, pk: int, site_context: dict[str, object]) -> HttpResponse:
    account = _account(str(pk))
    try:
        look_now(account=account, by=request.user)
    except NotWatched as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "The account is looked at now; its figures follow in a moment.")
    return redirect("admin:trading_brokeraccount_change", account.pk)


def _page_of(request: HttpRequest, record: Model | None) -> str:
    """Where a record of another room is looked at; empty where its reader may not, or there is no page."""
    if record is None or not request.user.has_perm(f"{record._meta.app_label}.view_{record._meta.model_name}"):
        return ""
    name = f"admin:{record._meta.app_label}_{record._meta.model_name}_change"
    try:
        return reverse(name, args=[record.pk])
    except NoReverseMatch:
        return ""


def _account(pk: str) -> BrokerAccount:
    if not pk.isdecimal() or len(pk) > 18:
        raise Http404
    return get_object_or_404(BrokerAccount, pk=int(pk))


def _curve(request: HttpRequest, account: BrokerAccount) -> Curve:
    """Of the span that was asked for; at first the month, or all of it where the month is empty."""
    asked = request.GET.get("span", "")
    if asked in SPANS:
        return curve(account.pk, currency=account.currency, span=asked)
    month = curve(account.pk, currency=account.currency, span=MONTH)
    if len(month.points) > 1:
        return month
    whole = curve(account.pk, currency=account.currency, span=ALL)
    return whole if len(whole.points) > 1 else curve(account.pk, currency=account.currency, span=DAY)

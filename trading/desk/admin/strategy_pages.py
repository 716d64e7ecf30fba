"""The pages of strategy developers: all of their strategies, and one."""

from collections.abc import Callable

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from fidus.lib import clock
from trading.desk.selectors.results import Results, results
from trading.desk.selectors.strategies import Message, messages_today, newest_fills, strategy_lines
from trading.desk.selectors.strategy_curve import StrategyCurve, as_numbers, strategy_curve
from trading.desk.selectors.tables import STRATEGY_CURVE_HEAD, strategy_curve_rows
from trading.monitor.admin.export import FORMATS, export
from trading.signals.models import Strategy
from trading.signals.models.strategy import Environment
from trading.signals.selectors import OVERSEES, open_to

VIEW = ("signals.view_strategy", "signals.view_signal", "orders.view_instruction")
_OWN = (
    ("API keys", "key", "oauth:programs", ""),
    ("Webhooks", "bolt", "hooks:hooks", "hooks.use_hooks"),
)


@require_GET
@vary_on_headers("HX-Request")
@permission_required(VIEW, raise_exception=True)
def show_all(request: HttpRequest, site_context: dict[str, object]) -> HttpResponse:
    """Production and staging are never shown together."""
    mine = open_to(request.user, Strategy.objects.order_by("state", "code"), "developer")
    lines = strategy_lines(mine)
    asked = request.GET.get("of", "")
    environment = asked if asked in Environment.values else _first(line.strategy.environment for line in lines)
    shown = [line for line in lines if line.strategy.environment == environment]
    told = messages_today([one.strategy.pk for one in shown], sees_all=request.user.has_perm(OVERSEES))
    context = {
        **site_context,
        "title": "Strategies" if request.user.has_perm(OVERSEES) else "My strategies",
        "lines": shown,
        "tabs": [(name, label, sum(one.strategy.environment == name for one in lines))
                 for name, label in reversed(Environment.choices)],
        "environment": environment,
        "messages_today": told,
        "live": _channels(told),
        "url": reverse("admin:desk_strategies"),
        "read_at": clock.now(),
        "has_any": bool(lines),
        "ways": _ways(request, _OWN),
    }  # fmt: skip
    template = "desk/admin/_strategies.html" if request.htmx else "desk/admin/strategies.html"
    return TemplateResponse(request, template, context)


@require_GET
@vary_on_headers("HX-Request")
@permission_required(VIEW, raise_exception=True)
def show(
    request: HttpRequest,
    pk: str,
    site_context: dict[str, object],
    *,
    deeds_of: Callable[[Strategy], list[dict[str, object]]],
) -> HttpResponse:
    strategy = _strategy(request, pk)
    told = messages_today([strategy.pk], sees_all=request.user.has_perm(OVERSEES))
    made = results([strategy.pk])[strategy.pk]
    context = {
        **site_context,
        "title": strategy.name,
        "strategy": strategy,
        "results": made,
        "messages_today": told,
        "fills": newest_fills([strategy.pk]),
        "doors": list(strategy.doors.all()),
        "sender": _sender(request, strategy),
        "live": _channels(told),
        "url": reverse("admin:signals_strategy_change", args=[strategy.pk]),
        "read_at": clock.now(),
    }
    if request.htmx:
        return TemplateResponse(request, "desk/admin/_strategy.html", context)
    context |= {
        "curve": _curve(strategy, made),
        "deeds": deeds_of(strategy),
        "ways": _ways(request, _OWN),
    }
    return TemplateResponse(request, "desk/admin/strategy.html", context)


@require_GET
@never_cache
@permission_required(VIEW, raise_exception=True)
def show_curve(request: HttpRequest, pk: int, site_context: dict[str, object]) -> HttpResponse:
    """The curve as numbers for the drawing, or as a file."""
    strategy = _strategy(request, str(pk))
    shown = _curve(strategy, results([strategy.pk])[strategy.pk])
    if request.GET.get("format") in FORMATS:
        return export(request, f"Result {strategy.code}", STRATEGY_CURVE_HEAD, strategy_curve_rows(shown))
    return JsonResponse(as_numbers(shown))


def _strategy(request: HttpRequest, pk: str) -> Strategy:
    if not pk.isdecimal() or len(pk) > 18:
        raise Http404
    seen = open_to(request.user, Strategy.objects.select_related("developer", "registered_by"), "developer")
    return get_object_or_404(seen, pk=int(pk))


def _curve(strategy: Strategy, made: Results) -> StrategyCurve:
    """Of the currency in which most was closed; others stand in the table."""
    if made.main is None:
        return StrategyCurve("", [])
    return strategy_curve(strategy.pk, currency=made.main.currency, is_real=made.main.is_real)


def _channels(told: list[Message]) -> str:
    """The journeys that may still go on."""
    return " ".join(f"signal:{one.message.signal_id}" for one in told if one.journey is not None)


def _first(environments: object) -> str:
    """Production where there is any."""
    found = set(environments)  # type: ignore[call-overload]
    return "staging" if found == {"staging"} else "production"


def _sender(request: HttpRequest, strategy: Strategy) -> str:
    """Where a sample of it is sent from; empty for whoever may not send."""
    try:
        address = reverse("admin:signals_strategy_try", args=[strategy.pk])
    except NoReverseMatch:
        return ""
    return address if request.user.has_perm("signals.send_signal") else ""


def _ways(request: HttpRequest, wanted: tuple[tuple[str, str, str, str], ...]) -> list[tuple[str, str, str]]:
    """Pages of other rooms, where they are there and their reader may."""
    found = []
    for label, icon, page, permission in wanted:
        try:
            address = reverse(page)
        except NoReverseMatch:
            continue
        if not permission or request.user.has_perm(permission):
            found.append((label, icon, address))
    return found

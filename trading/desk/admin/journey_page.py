"""The journey of a signal, or of an order that somebody placed, on one page; read again as it goes on."""

from django.contrib.auth.decorators import permission_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from fidus.lib import clock
from trading.desk.domain.bars import bars
from trading.desk.selectors.journey import PROMISED_MS, Journey, journey, journey_of_order
from trading.desk.selectors.tables import JOURNEY_HEAD, journey_rows
from trading.monitor.admin.export import FORMATS, export
from trading.orders.models import Instruction
from trading.signals.models import Signal
from trading.signals.selectors import OVERSEES, open_to

VIEW = ("signals.view_signal", "orders.view_instruction")


@require_GET
@vary_on_headers("HX-Request")
@permission_required(VIEW, raise_exception=True)
def show(request: HttpRequest, pk: int, site_context: dict[str, object]) -> HttpResponse:
    seen = open_to(request.user, Signal.objects.select_related("strategy"), "strategy__developer")
    signal = get_object_or_404(seen, pk=pk)
    found = journey(signal, sees_all=request.user.has_perm(OVERSEES))
    return _answer(
        request,
        found,
        site_context,
        title=f"{_what(found)}, {signal.strategy.name}",
        url=reverse("admin:desk_journey", args=[signal.pk]),
        live=f"signal:{signal.pk}",
    )


@require_GET
@vary_on_headers("HX-Request")
@permission_required(VIEW, raise_exception=True)
def show_order(request: HttpRequest, reference: str, site_context: dict[str, object]) -> HttpResponse:
    """Of an order without a signal; one of a signal leads to its signal's journey."""
    orders = Instruction.objects.select_related("entry")
    if not request.user.has_perm(OVERSEES):
        own = Q(strategy__developer=request.user) | Q(placed_by=request.user)
        orders = orders.filter(own | Q(entry__strategy__developer=request.user))
    order = get_object_or_404(orders, reference=reference[:20])
    signal = order.signal_id or (order.entry.signal_id if order.entry else None)
    if signal is not None:
        return redirect("admin:desk_journey", signal)
    order = order.entry or order
    return _answer(
        request,
        journey_of_order(order),
        site_context,
        title=f"{order.side.capitalize()} {order.symbol}, by hand",
        url=reverse("admin:desk_order", args=[order.reference]),
        live=f"orders:{order.account_id}",
    )


def _answer(
    request: HttpRequest, found: Journey, site_context: dict[str, object], *, title: str, url: str, live: str
) -> HttpResponse:
    if request.GET.get("format") in FORMATS:
        name = f"Journey {found.signal.signal_id if found.signal else found.ways[0].order.reference}"
        return export(request, "".join(letter for letter in name if letter.isalnum() or letter in " -_"), JOURNEY_HEAD,
                      journey_rows(found))  # fmt: skip
    timed = [way for way in found.entries if len(way.happened) > 1]
    slowest = max(timed, key=lambda way: way.own or 0, default=None)
    context = {
        **site_context,
        "title": title,
        "journey": found,
        "signal": found.signal,
        "url": url,
        "live": live,
        "promised": PROMISED_MS,
        "slowest": slowest,
        "bars": bars(slowest.happened, slowest.spans) if slowest else [],
        "several": len({way.order.account_id for way in found.ways}) > 1,
        "read_at": clock.now(),
    }
    template = "desk/admin/_journey.html" if request.htmx else "desk/admin/journey.html"
    return TemplateResponse(request, template, context)


def _what(found: Journey) -> str:
    words = " and ".join(f"{leg.side or 'close'} {leg.symbol}" for leg in found.legs)
    return words[:1].upper() + words[1:]

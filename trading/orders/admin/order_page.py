"""One order: what it means, where it stands, each step with how long it took, fills, protection and what it was for."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.contrib.auth.decorators import permission_required
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from fidus.lib import clock
from trading.brokers.facts import OrderKind
from trading.orders.admin.words import LOOKS, MEANS, filled, in_words, volume
from trading.orders.domain.instruction_states import OUT
from trading.orders.models import Instruction, OrderEvent
from trading.orders.registry import reasons_of
from trading.signals.selectors import OVERSEES


@dataclass(frozen=True)
class Step:
    """`took` is the milliseconds that were measured; `since` those between the clock's times of the two steps."""

    event: OrderEvent
    since: Decimal | None


@dataclass(frozen=True)
class Related:
    words: str
    order: Instruction
    looks: str


@require_GET
@vary_on_headers("HX-Request")
@permission_required("orders.view_instruction", raise_exception=True)
def show(
    request: HttpRequest,
    pk: str,
    site_context: dict[str, object],
    *,
    rows: QuerySet[Instruction],
    deeds_of: Callable[[HttpRequest, Instruction], list[dict[str, object]]],
) -> HttpResponse:
    """`rows` are those that the reader may see."""
    if not pk.isdecimal() or len(pk) > 18:
        raise Http404
    order = get_object_or_404(
        rows.select_related("account", "strategy", "signal", "placed_by", "released_by", "cancel_asked_by"), pk=int(pk)
    )
    steps = _steps(order)
    context = {
        **site_context,
        "title": order.reference,
        "order": order,
        "words": in_words(order),
        "filled": filled(order),
        "looks": LOOKS[order.state],
        "means": MEANS[order.state],
        "cancelling": order.cancel_asked_at is not None and order.state in OUT,
        "too_late": order.state in {"held", "ready"}
        and order.send_until is not None
        and order.send_until <= clock.now(),
        "facts": _facts(order),
        "steps": steps,
        "whole": _between(order.placed_at, steps[-1].event.at) if steps else None,
        "fills": order.fills.all(),
        "related": _related(order, rows),
        "change": [(name.replace("_", " "), value) for name, value in (order.change_asked or {}).items()],
        # Words of a decision tell of accounts and other strategies: a developer has words of their own elsewhere.
        "why": reasons_of([order.pk]).get(order.pk, "") if request.user.has_perm(OVERSEES) else "",
        "deeds": deeds_of(request, order),
    }
    if request.htmx:
        return TemplateResponse(request, "orders/partials/_order.html", context)
    return TemplateResponse(request, "orders/order.html", context)


def _steps(order: Instruction) -> list[Step]:
    steps: list[Step] = []
    before: datetime | None = None
    for event in order.events.select_related("by"):
        steps.append(Step(event, None if before is None else _between(before, event.at)))
        before = event.at
    return steps


_LASTS = {
    "day": "to the day's end", "gtc": "until it is cancelled", "ioc": "at once, what can be had",
    "fok": "at once, all or nothing",
}  # fmt: skip


def _between(earlier: datetime, later: datetime) -> Decimal:
    """Milliseconds."""
    return (Decimal((later - earlier).total_seconds()) * 1000).quantize(Decimal("0.1"))


def _facts(order: Instruction) -> list[tuple[str, str]]:
    prices = [
        ("Limit", order.limit_price), ("Stop", order.stop_price), ("Stop loss", order.stop_loss),
        ("Target", order.take_profit), ("Stop loss from the entry", order.stop_loss_offset),
        ("Target from the entry", order.take_profit_offset), ("Average price", order.average_price),
    ]  # fmt: skip
    return [
        ("Kind", f"{OrderKind(order.kind).value.capitalize()}, {_LASTS[order.time_in_force]}"),
        ("Purpose", order.get_purpose_display()),
        *((name, volume(price)) for name, price in prices if price is not None),
        *([("Closes position", order.closes)] if order.closes else []),
        *([("Our symbol", order.our_symbol)] if order.our_symbol != order.symbol else []),
        *([("The broker's number", order.broker_order)] if order.broker_order else []),
    ]


def _related(order: Instruction, rows: QuerySet[Instruction]) -> list[Related]:
    """Entry, protection, what it replaced and what replaced it, and the other orders of its signal: in three steps."""
    family = Q(pk=order.entry_id) | Q(entry=order) | Q(pk=order.replaces_id) | Q(replaces=order)
    if order.entry_id is not None:
        family |= Q(entry=order.entry_id)
    if order.signal_id is not None:
        family |= Q(signal=order.signal_id)
    found = rows.filter(family).exclude(pk=order.pk).select_related("account", "strategy").order_by("pk")[:50]
    return [Related(_tie(order, one), one, LOOKS[one.state]) for one in found]


def _tie(order: Instruction, other: Instruction) -> str:
    if other.pk == order.replaces_id:
        return "It replaced"
    if other.replaces_id == order.pk:
        return "Replaced by"
    if other.pk == order.entry_id:
        return "Protects"
    if other.entry_id is not None and other.entry_id in {order.pk, order.entry_id}:
        return "Protected by" if other.entry_id == order.pk else "Cancels with it"
    return "Of the same signal"

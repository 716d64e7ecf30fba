"""What waits for a person: released or declined, several at once."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from accounts.models import User
from fidus.lib import clock
from trading.orders.admin.words import in_words
from trading.orders.domain.instruction_states import InstructionState
from trading.orders.errors import OrdersError
from trading.orders.models import Instruction
from trading.orders.registry import reasons_of
from trading.orders.services.decline_order import decline_order
from trading.orders.services.release_order import release_order

NEEDED = ["orders.view_instruction", "orders.release_order"]
MOST = 200


@dataclass(frozen=True)
class Waiting:
    """`why` is the decision's words, or those it was placed with; `own` is not for this reader to release."""

    order: Instruction
    words: str
    why: str
    own: bool
    late: bool


@require_http_methods(["GET", "POST"])
@permission_required(NEEDED, raise_exception=True)
def show(request: HttpRequest, site_context: dict[str, object]) -> HttpResponse:
    if request.method == "POST":
        return _decide(request)
    waiting = _waiting(request.user)
    context = {**site_context, "title": "Orders to release", "waiting": waiting}
    context["may"] = any(not one.own and not one.late for one in waiting)
    return TemplateResponse(request, "orders/queue.html", context)


def _decide(request: HttpRequest) -> HttpResponse:
    """Each on its own: that one is refused keeps no other back."""
    chosen = [int(pk) for pk in request.POST.getlist("order")[:MOST] if pk.isdecimal() and len(pk) <= 18]
    release, reason = request.POST.get("decide") == "release", request.POST.get("reason", "").strip()[:300]
    if not chosen:
        messages.error(request, "Choose the orders that you mean.")
    elif not release and not reason:
        messages.error(request, "Say why they are declined; it stays on the trail.")
    else:
        _each(request, chosen, release=release, reason=reason)
    return redirect("admin:orders_instruction_queue")


def _each(request: HttpRequest, chosen: list[int], *, release: bool, reason: str) -> None:
    done = 0
    for order in Instruction.objects.select_related("account", "strategy").filter(pk__in=chosen).order_by("pk"):
        try:
            (release_order if release else decline_order)(instruction=order, by=request.user, reason=reason)
        except OrdersError as error:
            messages.error(request, f"{order}: {error}")
        else:
            done += 1
    if done:
        word = "released" if release else "declined"
        messages.success(request, f"{done} order{'' if done == 1 else 's'} {word}.")


def _waiting(reader: User) -> list[Waiting]:
    rows = Instruction.objects.filter(state=InstructionState.HELD).order_by("pk")
    orders = list(rows.select_related("account", "strategy", "placed_by", "signal").prefetch_related("events")[:MOST])
    reasons, now = reasons_of([order.pk for order in orders]), clock.now()
    return [
        Waiting(
            order, in_words(order), reasons.get(order.pk) or order.events.all()[0].words,
            own=order.placed_by_id == reader.pk, late=order.send_until is not None and order.send_until <= now,
        )
        for order in orders
    ]  # fmt: skip

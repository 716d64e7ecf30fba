"""The trader's desk: what is out, what is held, how far trading is let, how quick it is."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_GET, require_POST
from django.views.decorators.vary import vary_on_headers

from fidus.lib import clock
from trading.desk.forms import SwitchForm
from trading.desk.selectors.journey import PROMISED_MS
from trading.desk.selectors.pace import pace
from trading.desk.selectors.prices import prices
from trading.desk.selectors.strangers import strangers
from trading.desk.selectors.untradable import untradable
from trading.desk.selectors.working import filled_today, refused_today, working
from trading.monitor.selectors.exposure import exposure
from trading.orders.domain.switch_states import SwitchState, strongest
from trading.orders.errors import OrdersError
from trading.orders.models import Fill, Instruction, Scope
from trading.orders.selectors.switches import switches_now
from trading.orders.services.set_switch import set_switch
from trading.signals.selectors import OVERSEES

VIEW = ("orders.view_instruction", "orders.view_switch", "trading.view_position", OVERSEES)
SWITCH = "orders.set_switch"
_LOOKS = {SwitchState.ACTIVE: "active", SwitchState.REDUCING: "waiting", SwitchState.HALTED: "failed"}
_DONE = {"reduce": "is reduced", "halt": "is halted", "resume": "trades again"}
# Deeds of the orders' own pages, offered where the page is there and its reader may.
_DEEDS = (
    ("Release", "check", "admin:orders_instruction_queue", "orders.release_order"),
    ("Cancel everything", "cross", "admin:orders_instruction_cancel_all", "orders.place_order"),
    ("Close positions", "out", "admin:orders_instruction_close", "orders.place_order"),
    ("Place an order", "plus", "admin:orders_instruction_choose", "orders.place_order"),
)


@require_GET
@vary_on_headers("HX-Request")
@permission_required(VIEW, raise_exception=True)
def show(request: HttpRequest, site_context: dict[str, object]) -> HttpResponse:
    part = request.GET.get("part", "")
    if request.htmx and part in _PARTS:
        words = _PARTS[part]()
        return TemplateResponse(request, f"desk/admin/_{part}.html", {**site_context, **words, **_common()})
    context = {
        **site_context,
        **_common(),
        **_orders(),
        **_held(),
        **_prices(),
        "title": "Desk",
        "form": SwitchForm() if request.user.has_perm(SWITCH) else None,
        "deeds": _deeds(request),
    }
    return TemplateResponse(request, "desk/admin/desk.html", context)


@permission_required((*VIEW, SWITCH), raise_exception=True)
@require_POST
def switch(request: HttpRequest, site_context: dict[str, object]) -> HttpResponse:
    """Reduce, halt or resume; back to the desk, which says what came of it."""
    form = SwitchForm(request.POST)
    if not form.is_valid():
        faults = " ".join(f"{name.capitalize()}: {words}" for name, found in form.errors.items() for words in found)
        messages.error(request, f"Nothing was changed. {faults}")
        return redirect("admin:desk_desk")
    action = form.cleaned_data["action"]
    try:
        scope, thing = form.scope()
        done = set_switch(scope=scope, thing=thing, action=action, reason=form.cleaned_data["reason"], by=request.user)
    except OrdersError as refusal:
        messages.error(request, str(refusal))
    else:
        waits = action == "resume" and done.state != SwitchState.ACTIVE
        words = "goes on once a second person approves it" if waits else _DONE[action]
        messages.success(request, f"{done.of} {words}.")
    return redirect("admin:desk_desk")


def _common() -> dict[str, object]:
    return {"url": reverse("admin:desk_desk"), "read_at": clock.now(), "promised": PROMISED_MS}


def _orders() -> dict[str, object]:
    """Ten queries, whatever there is."""
    switches = switches_now().rows
    firm = strongest(*(SwitchState(row.state) for row in switches if row.scope == Scope.FIRM))
    orders = Instruction.objects.all()
    return {
        "working": working(orders),
        "fills": filled_today(Fill.objects.all()),
        "refused": refused_today(orders),
        "strangers": strangers(),
        "pace": pace(),
        "firm": (_LOOKS[firm], firm.value.capitalize()),
        "switches": [(row, _LOOKS[SwitchState(row.state)]) for row in switches],
    }


def _held() -> dict[str, object]:
    return {"held": exposure(real=True), "simulated": exposure(real=False), "untradable": untradable()}


def _prices() -> dict[str, object]:
    found = prices()
    return {"prices": found, "channels": " ".join(f"quote:{one.instrument_id}" for one in found)}


_PARTS = {"orders": _orders, "held": _held, "prices": _prices}


def _deeds(request: HttpRequest) -> list[tuple[str, str, str]]:
    found = []
    for label, icon, page, permission in _DEEDS:
        try:
            address = reverse(page)
        except NoReverseMatch:
            continue
        if request.user.has_perm(permission):
            found.append((label, icon, address))
    return found

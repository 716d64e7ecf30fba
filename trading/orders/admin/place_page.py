"""A person places an order: which account, then what, set against the market and the account before it is placed."""

import hashlib
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET, require_http_methods

from trading.market.models import Instrument
from trading.models import BrokerAccount
from trading.orders.admin.words import money_told
from trading.orders.domain.by_hand import CONFIRM_ABOVE, HOLD_ABOVE
from trading.orders.errors import NeedsConfirmation, NotAsDescribed, OrdersError
from trading.orders.forms import ChooseAccountForm, ConfirmForm, PlaceForm
from trading.orders.models import Instruction
from trading.orders.selectors.open_positions import open_positions
from trading.orders.selectors.weighing import Weighed, weigh
from trading.orders.services.place_by_hand import place_by_hand
from trading.watch.models import Standing

NEEDED = ["orders.view_instruction", "orders.place_order", "trading.view_brokeraccount"]
# More names than that are no help in a list.
SYMBOLS_SHOWN = 400


@require_GET
@permission_required(NEEDED, raise_exception=True)
def choose(request: HttpRequest, site_context: dict[str, object]) -> HttpResponse:
    form = ChooseAccountForm(request.GET or None)
    if request.GET and form.is_valid():
        return redirect("admin:orders_instruction_place", form.cleaned_data["account"].pk)
    context = {**site_context, "title": "Place an order", "form": form}
    context["none"] = not form.fields["account"].queryset.exists()
    return TemplateResponse(request, "orders/choose.html", context)


@require_http_methods(["GET", "POST"])
@permission_required(NEEDED, raise_exception=True)
def place(request: HttpRequest, site_context: dict[str, object], account: int) -> HttpResponse:
    found = get_object_or_404(BrokerAccount, pk=account)
    posted = request.POST if request.method == "POST" else None
    form = PlaceForm(posted, initial={name: request.GET.get(name, "") for name in ("symbol", "closes", "side")})
    context: dict[str, Any] = {}
    if posted is not None and form.is_valid():
        confirm = ConfirmForm(posted)
        confirmed = confirm.is_valid() and confirm.cleaned_data["confirmed"]
        content = _fingerprint(form, found)
        if posted.get("previewed") == content:
            try:
                order = place_by_hand(account=found, by=request.user, confirmed=confirmed, **form.order())
            except NeedsConfirmation:
                confirm.add_error("confirmed", "Say that it is meant, or change the order.")
                context = _previewed(request, found, form)
            except OrdersError as error:
                _say(form, error)
            else:
                messages.success(request, _done(order))
                return redirect("admin:orders_instruction_change", order.pk)
        else:
            confirm, context = ConfirmForm(), _previewed(request, found, form)
        if context:
            context |= {"confirm": confirm, "previewed": content}
    return TemplateResponse(
        request, "orders/place.html", {**site_context, **_page(found, form), **context},
        status=422 if form.errors else 200,
    )  # fmt: skip


def _page(account: BrokerAccount, form: PlaceForm) -> dict[str, Any]:
    names = Instrument.objects.filter(platform=account.platform, server=account.server, may_trade=True)
    standing = Standing.objects.filter(account=account).first()
    return {
        "title": "Place an order", "subtitle": str(account), "account": account, "form": form, "standing": standing,
        "equity": standing and money_told(standing.equity, account.currency), "positions": open_positions([account]),
        "symbols": names.values_list("symbol", flat=True)[:SYMBOLS_SHOWN], "confirm_above": CONFIRM_ABOVE,
        "hold_above": HOLD_ABOVE,
    }  # fmt: skip


def _previewed(request: HttpRequest, account: BrokerAccount, form: PlaceForm) -> dict[str, Any]:
    """Really placed and then undone, so that every refusal shows now; empty where there is one."""
    order = form.order()
    try:
        with transaction.atomic():
            placed = place_by_hand(account=account, by=request.user, confirmed=True, **order)
            weighed = weigh(account=account, **{name: order[name] for name in _WEIGHED})
            transaction.set_rollback(True)
    except PermissionDenied:
        raise
    except OrdersError as error:
        _say(form, error)
        return {}
    worth = None if weighed.worth is None else money_told(weighed.worth, weighed.instrument.currency)
    return {"weighed": weighed, "placed": placed, "worth": worth, "cautions": _cautions(placed, weighed)}


_WEIGHED = ("symbol", "side", "kind", "volume", "prices")


def _cautions(placed: Instruction, weighed: Weighed) -> tuple[str, ...]:
    return weighed.cautions if placed.purpose == "open" else ()


def _say(form: PlaceForm, error: OrdersError) -> None:
    if isinstance(error, NotAsDescribed):
        for field, words in error.faults.items():
            form.add_error(field if field in form.fields else None, words)
    else:
        form.add_error(None, str(error))


def _done(order: Instruction) -> str:
    if order.state == "held":
        return f"{order} is placed and waits for a second person."
    return f"{order} is placed; what comes of it stands below."


def _fingerprint(form: PlaceForm, account: BrokerAccount) -> str:
    """Of what was filled in: a changed form is previewed again before it is placed."""
    content = "\n".join(f"{name}={value}" for name, value in sorted(form.cleaned_data.items()))
    return hashlib.sha256(f"{account.pk}\n{content}".encode()).hexdigest()

"""A person closes positions: of what, then the very orders that will go out, before any of them does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from trading.orders.admin.words import money_told
from trading.orders.errors import OrdersError
from trading.orders.forms import CloseForm, WhatToCloseForm
from trading.orders.services.close_positions import Closing, close_positions
from trading.orders.services.plan_closing import Plan, accounts_to_close, plan_closing
from trading.orders.services.weigh_closing import Line, weigh_closing

NEEDED = ["orders.view_instruction", "orders.place_order"]
# More lines are read by nobody; the sums are of all.
MOST = 200


@require_http_methods(["GET", "POST"])
@permission_required(NEEDED, raise_exception=True)
def show(request: HttpRequest, site_context: dict[str, object]) -> HttpResponse:
    """What is chosen stands in the address, so that it can be looked at again; POST is what closes it."""
    choose = WhatToCloseForm(request.GET) if "of" in request.GET else WhatToCloseForm()
    context: dict[str, Any] = {**site_context, "title": "Close positions", "choose": choose}
    if not choose.is_bound or not choose.is_valid():
        return TemplateResponse(request, "orders/close.html", context, status=422 if choose.errors else 200)
    form = CloseForm(request.POST) if request.method == "POST" else None
    if form is not None and form.is_valid():
        try:
            done = close_positions(**choose.what(), **form.cleaned_data, by=request.user)
        except OrdersError as refusal:
            form.add_error(None, str(refusal))
        else:
            _tell(request, done)
            return redirect("admin:orders_instruction_changelist")
    context |= _looked_at(choose.what())
    faults = form.non_field_errors() if form is not None else ()
    # What was looked at is what stands on the page now, whatever was sent.
    kept = request.POST.dict() if form is not None else {}
    context["faults"], context["form"] = faults, _again(form, context["plan"], kept)
    return TemplateResponse(request, "orders/close.html", context, status=422 if form is not None else 200)


def _again(form: CloseForm | None, plan: Plan, kept: dict[str, Any]) -> CloseForm:
    anew = CloseForm(initial={"seen": plan.mark, "reason": kept.get("reason", "")})
    if form is not None and "reason" in form.errors:
        anew = CloseForm({**kept, "seen": plan.mark})
    if not plan.cautions:
        del anew.fields["confirmed"]
    return anew


def _looked_at(what: dict[str, Any]) -> dict[str, Any]:
    account, strategy = what.get("account"), what.get("strategy")
    plan = plan_closing(list(accounts_to_close(account, strategy)), strategy=strategy, symbol=what["symbol"])
    lines = weigh_closing(plan)
    return {
        "plan": plan, "of": strategy or account,
        "lines": [(line, _worth(line)) for line in lines[:MOST]], "more": len(lines[MOST:]),
        "real": _sums(line for line in lines if line.account.environment == "live"),
        "simulated": _sums(line for line in lines if line.account.environment != "live"),
        "unpriced": sum(line.worth is None for line in lines), "withdrawn": plan.withdraws(),
        "accounts": len({line.account.pk for line in lines}),
    }  # fmt: skip


def _worth(line: Line) -> str:
    return "" if line.worth is None else money_told(line.worth, line.currency)


def _sums(lines: Iterable[Line]) -> list[str]:
    """One for each currency; they are never added."""
    found: defaultdict[str, Decimal] = defaultdict(Decimal)
    for line in lines:
        if line.worth is not None:
            found[line.currency] += line.worth
    return [money_told(value, currency) for currency, value in sorted(found.items())]


def _tell(request: HttpRequest, done: Closing) -> None:
    many = len(done.orders)
    withdrawn = f" Stops and targets withdrawn: {done.withdrawn}." if done.withdrawn else ""
    messages.success(request, f"{many} closing order{'' if many == 1 else 's'} placed; they stand below.{withdrawn}")
    for words in done.refused:
        messages.warning(request, f"Left out: {words}")

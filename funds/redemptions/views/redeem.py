"""Ask for money back, step by step: how much, which window, what one gets, where to, confirm. Needs no JavaScript."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.login.come_back import lead_to_set_up, typed_before
from accounts.views.portal import client_required
from fidus.lib import clock
from funds.domain.investment_states import EARNING
from funds.errors import FundsError
from funds.models import Investment
from funds.redemptions.models import Occasion, Redemption
from funds.redemptions.selectors.estimate import Estimate, estimate
from funds.redemptions.selectors.reserved import available
from funds.redemptions.services.request_redemption import request_redemption
from funds.redemptions.views.forms import AmountStep, ConfirmStep, DestinationStep, WindowStep

TITLES = {
    "amount": "How much",
    "window": "Window",
    "get": "What you get",
    "to": "Where to",
    "confirm": "Confirm",
}
ORDER = tuple(TITLES)


@dataclass
class Journey:
    """How far the answers given so far lead; `form` is that of the step that is shown."""

    step: str
    form: forms.Form
    answers: dict[str, Any] = field(default_factory=dict)

    @property
    def steps(self) -> list[tuple[str, str]]:
        """Each title with its place: done, here or to come."""
        here = ORDER.index(self.step)
        places = ["done"] * here + ["here"] + [""] * (len(ORDER) - here - 1)
        return list(zip(TITLES.values(), places, strict=True))

    @property
    def back(self) -> str:
        return ORDER[max(ORDER.index(self.step) - 1, 0)]

    @property
    def onward(self) -> str:
        return ORDER[min(ORDER.index(self.step) + 1, len(ORDER) - 1)]


@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
@client_required
def redeem(request: HttpRequest, number: str) -> HttpResponse:
    shown = request.client.investments.exclude(state__in=[Investment.State.DRAFT, Investment.State.CANCELLED])
    investment = get_object_or_404(shown.select_related("client", "terms__product", "accrual"), number=number)
    if sent := sent_before(investment, request.POST.get("request_key", "")):
        messages.info(request, f"{sent.number} was asked for before: {sent.asked}. It is asked for once.")
        return redirect("portal:redemptions")
    if investment.state not in EARNING or not available(investment):
        return render(request, "redemptions/portal/not_now.html", {"investment": investment})
    given = request.POST if request.method == "POST" else typed_before(request) or request.GET
    journey = travel(request, investment, given)
    if request.method == "POST" and journey.step == "confirm" and not journey.form.has_factor:
        return lead_to_set_up(request)
    if request.method == "POST" and journey.step == "confirm" and journey.form.is_valid():
        try:
            made = request_redemption(
                investment=investment, by=request.user, **arguments(journey), **_key(journey.form)
            )
        except FundsError as refused:
            journey.form.add_error(None, f"Nothing was asked for, no money moved. {refused}")
        else:
            journey.form.used_up()
            messages.success(request, f"{made.number} is asked for. We check it; nothing moves before its window.")
            return redirect("portal:redemptions")
    context = {
        "investment": investment,
        "journey": journey,
        "form": journey.form,
        "carried": carried(journey, given),
        # A link, and not a button: a password that was typed must not end up in an address, and Enter goes on.
        "back": f"?{urlencode([*answered(given), ('step', journey.back)])}",
        "expected": expected_of(investment, journey.answers),
        "answers": journey.answers,
    }
    return render(request, "redemptions/portal/redeem.html", context, status=422 if journey.form.errors else 200)


def sent_before(investment: Investment, key: str) -> Redemption | None:
    """What the same form asked for already: what is left has changed since, and would be found too little."""
    try:
        return Redemption.objects.filter(investment=investment, request_key=UUID(key)).first()
    except ValueError:
        return None


def travel(request: HttpRequest, investment: Investment, given: Mapping[str, Any]) -> Journey:
    """To the step asked for, or the first whose answer does not stand."""
    wanted = given.get("step", "amount")
    answers: dict[str, Any] = {}
    for step in ORDER:
        if step == wanted or step == "confirm":
            return Journey(step, form_of(request, step, investment, given, fresh=request.method != "POST"), answers)
        form = form_of(request, step, investment, given, fresh=False)
        if not form.is_valid():
            return Journey(step, form, answers)
        answers |= form.cleaned_data
    raise AssertionError("the last step always answers")


def form_of(
    request: HttpRequest, step: str, investment: Investment, given: Mapping[str, Any], *, fresh: bool
) -> forms.Form:
    """Bound to what was given; `fresh` ones only remember it, so that going back is no mistake."""
    data = None if fresh else given
    remembered = {name: value for name, value in given.items() if value} if fresh else {}
    match step:
        case "amount":
            return AmountStep(data, investment=investment, initial=remembered)
        case "window":
            return WindowStep(data, investment=investment, initial=remembered)
        case "to":
            return DestinationStep(data, client=investment.client, initial=remembered)
        case "confirm":
            return ConfirmStep(data, request=request, initial={"request_key": uuid4()})
    return forms.Form(data or {})


def answered(given: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What was answered so far, never a code."""
    fields = ("amount", "how_much", "to", "window", "with_interest")
    return [(name, given[name]) for name in fields if given.get(name)]


def carried(journey: Journey, given: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Answers of the other steps, which travel hidden."""
    return [(name, value) for name, value in answered(given) if name not in journey.form.fields]


def arguments(journey: Journey) -> dict[str, Any]:
    answers = journey.answers
    return {
        "amount": answers["principal"],
        "with_interest": answers.get("with_interest", False),
        "window_on": answers["window"],
        "occasion": Occasion.EARLY if answers["window"] is None else Occasion.WINDOW,
        "destination": answers["to"],
    }


def _key(form: forms.Form) -> dict[str, Any]:
    return {"request_key": form.cleaned_data["request_key"]}


def expected_of(investment: Investment, answers: Mapping[str, Any]) -> Estimate | None:
    """What is got, as soon as amount and day are known."""
    if "principal" not in answers or "window" not in answers:
        return None
    return estimate(
        investment,
        on=answers["window"] or clock.today(),
        principal=answers["principal"],
        with_interest=answers.get("with_interest", False),
        early=answers["window"] is None,
    )

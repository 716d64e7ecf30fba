"""Where the client's interest goes, as they see it and as they choose it."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.login.come_back import lead_to_set_up, typed_before
from accounts.models import Client
from accounts.views.portal import client_required
from fidus.lib import clock
from funds.domain.investment_states import HOLDING
from funds.domain.payout_route import Route
from funds.models import InterestMode
from funds.wallets.domain.destination_states import LIVE
from funds.wallets.domain.instruction_states import InstructionState
from funds.wallets.domain.networks import counts_as
from funds.wallets.errors import BadDestination
from funds.wallets.gates import interest_routes
from funds.wallets.models import Destination, InterestInstruction
from funds.wallets.services.propose_instruction import propose_instruction
from funds.wallets.views.forms import InterestToForm


@dataclass(frozen=True)
class InterestLine:
    """Where interest in a currency goes or why it waits, the change on its way, or the last one if it was refused."""

    currency: str
    route: Route | None
    reasons: tuple[str, ...]
    change: InterestInstruction | None
    refused: InterestInstruction | None


def interest_lines(client: Client) -> list[InterestLine]:
    """One for each currency in which interest is paid out, or something was said already."""
    currencies = _currencies(client)
    if not currencies:
        return []
    found = interest_routes({(client.pk, currency) for currency in currencies})
    newest = {
        word.currency: word
        for word in InterestInstruction.objects.filter(client=client).select_related("destination").order_by("pk")
    }
    return [
        InterestLine(
            currency,
            found[client.pk, currency].route,
            found[client.pk, currency].reasons,
            change=word if (word := newest.get(currency)) and is_under_way(word) else None,
            refused=word if word and word.state == InstructionState.REFUSED else None,
        )
        for currency in currencies
    ]


def is_under_way(word: InterestInstruction) -> bool:
    """Whether it was said and does not count yet."""
    cooling = word.usable_from is not None and word.usable_from > clock.now()
    return word.state == InstructionState.PROPOSED or (word.state == InstructionState.CONFIRMED and cooling)


def _currencies(client: Client) -> list[str]:
    paying = Q(state__in=HOLDING, interest_mode=InterestMode.PAY_OUT) | Q(payouts__state__in=["due", "approved"])
    known = client.investments.filter(paying).order_by().values_list("currency")
    said = client.interest_instructions.order_by().values_list("currency")
    return [currency for (currency,) in known.union(said).order_by("currency")]


@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
@client_required
def interest_to(request: HttpRequest, currency: str) -> HttpResponse:
    if currency not in _currencies(request.client):
        raise Http404
    live = Destination.objects.filter(client=request.client, state__in=[state.value for state in LIVE])
    takes = [one.pk for one in live if counts_as(one.network, one.asset) == currency]
    own = live.filter(pk__in=takes)
    form = InterestToForm(request.POST or None, own=own, request=request, initial=typed_before(request))
    if request.method == "POST" and not form.has_factor:
        return lead_to_set_up(request)
    if request.method == "POST" and form.is_valid():
        destination = form.cleaned_data["destination"]
        try:
            propose_instruction(client=request.client, currency=currency, destination=destination, by=request.user)
        except BadDestination as refused:
            form.add_error("destination", str(refused))
        else:
            form.used_up()
            messages.success(request, f"Received: interest in {currency} to {destination}. We look at it.")
            return redirect("portal:wallets")
    context = {"form": form, "currency": currency, "own": takes}
    return render(request, "wallets/portal/interest_to.html", context, status=422 if form.errors else 200)

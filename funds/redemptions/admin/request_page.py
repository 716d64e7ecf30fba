"""The form that enters a redemption for a client."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from funds.admin.action_page import Action, answer
from funds.models import Investment
from funds.redemptions.forms import RequestForm
from funds.redemptions.models import Redemption
from funds.redemptions.selectors.reserved import available
from funds.redemptions.services.request_redemption import request_redemption
from funds.selectors.tranches import tranches_of


@permission_required(["redemptions.view_redemption", "redemptions.request_redemption"], raise_exception=True)
def request_for(request: HttpRequest, pk: int, site_context: dict[str, object]) -> HttpResponse:
    related = ("client", "terms__product", "accrual", "tops_up")
    investment = get_object_or_404(Investment.objects.select_related(*related), pk=pk)

    def run(given: Mapping[str, Any]) -> Redemption:
        return request_redemption(investment=investment, by=request.user, **given)

    action = Action(
        title=f"Redeem {investment.number}",
        subtitle="As the client asked in writing or on the telephone. Two other people check and approve it.",
        button="Enter the redemption",
        back=reverse("admin:funds_investment_change", args=[pk]),
        back_label=investment.number,
        form=lambda data: RequestForm(data, investment=investment),
        run=run,
        done=lambda made: f"{made.number} is entered for {made.window_on:%-d %b %Y}; it waits to be checked.",
        facts=(
            ("Client", investment.client),
            ("Fund", investment.terms.product.code),
            ("Can be asked for", available(investment)),
            ("Older tranches", _older(investment)),
        ),
        page_of=lambda made: reverse("admin:redemptions_redemption_change", args=[made.pk]),
    )
    return answer(request, action, site_context)


def _older(investment: Investment) -> str:
    """The oldest money leaves first, unless the client wishes otherwise."""
    older = [one for one in tranches_of(investment) if one.funded_on and one.pk < investment.pk and one.principal_left]
    if not older:
        return "none: this is the oldest money"
    return ", ".join(f"{one.number} with {one.principal_left}" for one in older)

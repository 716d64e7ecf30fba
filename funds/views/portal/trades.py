"""What was traded on the accounts in which an investment's money works, where they are shared with its client."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from accounts.views.portal import client_required
from fidus.lib import clock
from funds.models import Investment
from funds.selectors.shared_trades import shared_trades


@client_required
@require_GET
@vary_on_headers("HX-Request")
def trades(request: HttpRequest, number: str) -> HttpResponse:
    shown = request.client.investments.exclude(state__in=[Investment.State.DRAFT, Investment.State.CANCELLED])
    found = get_object_or_404(shown.select_related("terms__product"), number=number)
    context = {
        "investment": found,
        "accounts": shared_trades(found, as_of=clock.today()),
        "read_at": clock.now(),
    }
    return render(request, "funds/portal/_trades.html" if request.htmx else "funds/portal/trades.html", context)

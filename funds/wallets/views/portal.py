"""The portal's wallets: where the client is paid, and where they send money to."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from accounts.login.come_back import lead_to_set_up, typed_before
from accounts.views.portal import client_required
from fidus.lib import clock
from funds.wallets.domain.destination_states import LIVE
from funds.wallets.errors import BadDestination
from funds.wallets.models import Destination
from funds.wallets.selectors import official_wallets
from funds.wallets.services.propose_destination import propose_destination
from funds.wallets.views.forms import OwnDestinationForm
from funds.wallets.views.interest import interest_lines
from funds.wallets.views.shown import line_of, official_of

_LIVE = [state.value for state in LIVE]


@require_GET
@client_required
def wallets(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    own = list(Destination.objects.filter(client=request.client).select_related("replaces"))
    lines = [line_of(one, now=now) for one in own]
    reference = request.client.number
    context = {
        "client": request.client,
        "lines": [line for line in lines if line.destination.state in _LIVE],
        "past": [line for line in lines if line.destination.state not in _LIVE],
        "interest": interest_lines(request.client),
        "officials": [official_of(wallet, reference=reference) for wallet in official_wallets()],
        "reference": reference,
    }
    return render(request, "wallets/portal/wallets.html", context)


@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
@client_required
def add_wallet(request: HttpRequest) -> HttpResponse:
    own = Destination.objects.filter(client=request.client, state__in=_LIVE)
    remembered = {"replaces": request.GET.get("replaces"), **typed_before(request)}
    form = OwnDestinationForm(request.POST or None, own=own, request=request, initial=remembered)
    if request.method == "POST" and not form.has_factor:
        return lead_to_set_up(request)
    if request.method == "POST" and form.is_valid():
        try:
            destination = propose_destination(client=request.client, by=request.user, **form.arguments())
        except BadDestination as refused:
            form.refuse(refused.field, str(refused))
        else:
            form.used_up()
            messages.success(request, f"Received: {destination}. We look at it and write to you.")
            return redirect("portal:wallets")
    status = 422 if form.errors else 200
    return render(request, "wallets/portal/add.html", {"form": form, "client": request.client}, status=status)

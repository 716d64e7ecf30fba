"""Take a request back while that is allowed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts.views.portal import client_required
from fidus.lib import clock
from funds.errors import FundsError
from funds.redemptions.models import Redemption
from funds.redemptions.services.cancel_redemption import cancel_redemption
from funds.redemptions.views.overview import may_cancel


@require_http_methods(["GET", "POST"])
@client_required
def cancel(request: HttpRequest, number: str) -> HttpResponse:
    own = Redemption.objects.filter(investment__client=request.client)
    redemption = get_object_or_404(own.select_related("investment__terms__product"), number=number)
    if request.method == "POST":
        try:
            cancel_redemption(redemption=redemption, by=request.user)
        except FundsError as refused:
            messages.error(request, f"Nothing was changed. {refused}")
        else:
            messages.success(request, f"{redemption.number} is taken back. The money stays invested.")
        return redirect("portal:redemptions")
    if not may_cancel(redemption, clock.today()):
        messages.info(request, f"{redemption.number} cannot be taken back any more.")
        return redirect("portal:redemptions")
    return render(request, "redemptions/portal/cancel.html", {"redemption": redemption})

"""Second factors, where allauth's own pages know too little of the firm's rules."""

from allauth.account.decorators import reauthentication_required
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.flows import remove_authenticator
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.login.come_back import way_back


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
@reauthentication_required(app="allauth.mfa")
def remove_passkey(request: HttpRequest, pk: int) -> HttpResponse:
    own = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.WEBAUTHN)
    passkey = get_object_or_404(own, pk=pk)
    if not get_adapter().can_delete_authenticator(passkey):
        messages.error(request, "Staff keep one second factor. Add another before you take this one away.")
        return redirect("mfa_index")
    if request.method == "POST":
        remove_authenticator(request, passkey)
        return redirect("mfa_index")
    return render(request, "mfa/webauthn/authenticator_confirm_delete.html", {"authenticator": passkey})


@never_cache
@require_http_methods(["GET"])
@login_required
def set_up_first(request: HttpRequest) -> HttpResponse:
    """Why a second step is needed now, and the two ways to it."""
    return render(request, "login/set_up_first.html", {"way_back": way_back(request)})

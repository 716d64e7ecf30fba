"""The door behind an invitation's link: name, password, in."""

from allauth.account.internal.flows.login import record_authentication
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.domain.roles import ROLES
from accounts.errors import AlreadyAUser, InvitationNotGood
from accounts.forms import AcceptInvitationForm
from accounts.services.accept_invitation import accept_invitation, find_invitation

_STATUS = {"unknown": 404, "used": 410, "expired": 410, "revoked": 410}


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, token: str) -> HttpResponse:
    try:
        invitation = find_invitation(token)
        form = AcceptInvitationForm(request.POST if request.method == "POST" else None, email=invitation.email)
        if request.method == "POST" and form.is_valid():
            user = accept_invitation(token=token, **form.cleaned_data)
            login(request, user, backend="accounts.backends.LoginBackend")
            # The password was chosen this minute: who goes on to set up a second step is not asked for it again.
            record_authentication(request, user, "password", reauthenticated=True)
            return redirect("home")
    except InvitationNotGood as error:
        return render(request, "accounts/invitation_not_good.html", {"text": error}, status=_STATUS[error.why])
    except AlreadyAUser as error:
        return render(request, "accounts/invitation_not_good.html", {"text": error}, status=409)
    context = {"invitation": invitation, "role": ROLES[invitation.role], "form": form}
    return render(request, "accounts/accept_invitation.html", context)

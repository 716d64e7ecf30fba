"""Where a person lets a program act for them, or does not."""

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from oauth2_provider.http import OAuth2ResponseRedirect
from oauth2_provider.views import AuthorizationView

from accounts.gateway.domain.lifetimes import REFRESH_TOKEN_AT_MOST
from accounts.gateway.domain.redirects import LOOPBACK
from accounts.gateway.models import Program
from accounts.login.strength import is_strong


class Authorize(AuthorizationView):
    """Asks every time: what a program was lent before is no consent to this."""

    template_name = "gateway/authorize.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if any("\0" in value for given in (request.GET, request.POST) for value in given.values()):
            return TemplateResponse(request, self.template_name, {"error": {"error": "invalid_request"}}, status=400)
        if request.user.is_authenticated and request.user.is_staff and not is_strong(request):
            raise PermissionDenied("Staff lend a program their rights only in a session with a second factor.")
        # The toolkit would let a program ask us not to ask.
        request.GET = request.GET.copy()
        request.GET.pop("approval_prompt", None)
        response = super().dispatch(request, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        if target := self.oauth2_data.get("redirect_uri"):
            # A browser holds the answer to a form against the page's policy, too.
            response._csp_update = {"form-action": [_origin(target)]}
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if application := context.get("application"):
            context["program"] = Program.objects.select_related("application").get(application=application)
            context["days"] = REFRESH_TOKEN_AT_MOST.days
            context["host"] = urlsplit(context["redirect_uri"]).hostname
            context["is_local"] = context["host"] in LOOPBACK
        return context

    def redirect(self, redirect_to: str, application: Any) -> HttpResponse:
        """Only to where the program was registered for, which the library has compared by now."""
        return OAuth2ResponseRedirect(redirect_to, ["https", "http"])


def _origin(address: str) -> str:
    parts = urlsplit(address)
    # A policy knows no IPv6 addresses: the scheme has to do, for a page that leads nowhere else.
    return "http:" if ":" in (parts.hostname or "") else f"{parts.scheme}://{parts.netloc}"

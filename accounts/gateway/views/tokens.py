"""Where programs fetch tokens, give them back and ask about them; errors as OAuth says them (RFC 6749, section 5.2)."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt
from oauth2_provider.models import AccessToken, RefreshToken
from oauth2_provider.views.mixins import OAuthLibMixin
from oauthlib.common import Request as OAuthRequest

from accounts.gateway.domain.keys import digest
from accounts.gateway.models import Lending
from accounts.gateway.oauth.signing import audience, issuer
from accounts.gateway.oauth.standing import still_stands
from accounts.models import User
from fidus.lib import clock

FORM = "application/x-www-form-urlencoded"


@method_decorator(csrf_exempt, name="dispatch")
class _ForPrograms(OAuthLibMixin, View):
    """POST of a form, answered in JSON, never kept by anybody between."""

    http_method_names = ["post"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            answer: HttpResponse = _error("invalid_request", "Send a form by POST.", 405)
            answer["Allow"] = "POST"
        elif request.content_type != FORM:
            answer = _error("invalid_request", f"Send a form as {FORM}.", 400)
        elif any("\0" in value for value in request.POST.values()):
            answer = _error("invalid_request", "A parameter holds a character that no text has.", 400)
        else:
            answer = super().dispatch(request, *args, **kwargs)
        answer["Cache-Control"], answer["Pragma"] = "no-store", "no-cache"
        return answer


class Token(_ForPrograms):
    """Tokens for a code, for a refresh token, or for the program's own secret."""

    def post(self, request: HttpRequest) -> HttpResponse:
        _, headers, body, status = self.create_token_response(request)
        return _answer(headers, body, status)


class Revoke(_ForPrograms):
    """RFC 7009: a token that is not there is as good as revoked."""

    def post(self, request: HttpRequest) -> HttpResponse:
        _, headers, body, status = self.create_revocation_response(request)
        return _answer(headers, body, status)


class Introspect(_ForPrograms):
    """RFC 7662, for a program with a secret, about its own tokens; about any other it hears nothing."""

    def post(self, request: HttpRequest) -> HttpResponse:
        core = self.get_oauthlib_core()
        asks = _authenticated(core, request)
        if asks is None:
            refused = _error("invalid_client", "Send the program's own id and secret.", 401)
            refused["WWW-Authenticate"] = 'Basic realm="oauth"'
            return refused
        if not request.POST.get("token"):
            return _error("invalid_request", "Say which token.", 400)
        return JsonResponse(_said_of(request.POST["token"], asks))


def _authenticated(core: Any, request: HttpRequest) -> Any:
    """The program that asks, None if it did not show its secret."""
    uri, method, body, headers = core._extract_params(request)
    asked = OAuthRequest(uri, method, body, headers)
    if not core.server.request_validator.authenticate_client(asked) or not asked.client.client_secret:
        return None
    return asked.client


def _said_of(text: str, client: Any) -> dict[str, Any]:
    mine = {"token_checksum": digest(text), "application": client}
    access = AccessToken.objects.select_related("user").filter(**mine, expires__gt=clock.now()).first()
    if access is not None and _acts(access.user):
        return _shape(access.user, client, access.scope, access.expires, "Bearer")
    refresh = RefreshToken.objects.select_related("user").filter(**mine, revoked__isnull=True).first()
    lending = Lending.objects.filter(family=refresh.token_family, ended_at__isnull=True).first() if refresh else None
    if lending is not None and lending.until > clock.now() and still_stands(refresh.user, lending.standing):
        return _shape(refresh.user, client, " ".join(lending.scopes), lending.until, "refresh_token")
    return {"active": False}


def _acts(user: User | None) -> bool:
    return user is not None and user.is_active


def _shape(user: User, client: Any, scope: str, until: Any, kind: str) -> dict[str, Any]:
    return {
        "active": True,
        "iss": issuer(),
        "aud": audience(),
        "sub": str(user.pk),
        "client_id": client.client_id,
        "scope": scope,
        "exp": int(until.timestamp()),
        "token_type": kind,
    }


def _answer(headers: dict[str, str], body: str | None, status: int) -> HttpResponse:
    answer = HttpResponse(body or "", status=status)
    for name, value in headers.items():
        answer[name] = value
    return answer


def _error(name: str, text: str, status: int) -> JsonResponse:
    return JsonResponse({"error": name, "error_description": text}, status=status)

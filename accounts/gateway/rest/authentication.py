"""Three ways to say who calls: an OAuth token, an API key, a session of the browser; a closed login is nobody."""

from datetime import timedelta

from django.db.models import Q
from django.http import HttpRequest
from oauth2_provider.models import AccessToken
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.gateway.domain.addresses import is_within
from accounts.gateway.domain.keys import digest, is_key
from accounts.gateway.models import ApiKey, Program
from accounts.gateway.oauth.signing import STANDING, claims_of
from accounts.gateway.oauth.standing import still_stands
from accounts.models import User
from fidus.lib import clock

# A key's last use is written down at most this often: a look must not cost a change each time.
NOTED = timedelta(minutes=1)


Found = tuple[User, AccessToken | ApiKey]


def recognised(request: HttpRequest) -> Found | None:
    """Whose token or key came with the request, looked up once; None without any. Raises AuthenticationFailed."""
    if not hasattr(request, "_recognised"):
        kind, _, text = request.headers.get("Authorization", "").partition(" ")
        look = {"bearer": _by_token, "api-key": _by_key}.get(kind.lower())
        try:
            request._recognised = look(text.strip(), request) if look else None
        except AuthenticationFailed as error:
            request._recognised = error
    if isinstance(request._recognised, AuthenticationFailed):
        raise request._recognised
    found: Found | None = request._recognised
    return found


class ProgramLogin(BaseAuthentication):
    """`Authorization: Bearer TOKEN` or `Api-Key KEY`; what is wrong is refused, never taken for a visitor."""

    def authenticate(self, request: Request) -> Found | None:
        return recognised(request._request)

    def authenticate_header(self, request: Request) -> str:
        sent = "Authorization" in request.headers
        return 'Bearer realm="api", error="invalid_token"' if sent else 'Bearer realm="api"'


class SessionLogin(SessionAuthentication):
    """The session of somebody who is logged in here, with the form token against forged requests."""


def _by_token(text: str, request: HttpRequest) -> Found:
    rows = AccessToken.objects.select_related("user", "application__program")
    token = rows.filter(token_checksum=digest(text), expires__gt=clock.now()).first()
    # The text is one that we signed, since its digest is ours; what it says of the person must still be so.
    if token is None or token.user is None or not still_stands(token.user, str(claims_of(text).get(STANDING))):
        raise AuthenticationFailed("This token is not good, or no longer.")
    if token.application.program.state != Program.State.ACTIVE:
        raise AuthenticationFailed("This program was disabled.")
    return token.user, token


def _by_key(text: str, request: HttpRequest) -> Found:
    """From the networks alone that the key was made for."""
    key = ApiKey.objects.select_related("user").filter(digest=digest(text)).first() if is_key(text) else None
    now, address = clock.now(), request.META.get("REMOTE_ADDR", "")
    if key is None or key.revoked_at is not None or key.expires_at <= now:
        raise AuthenticationFailed("This key is not good, or no longer.")
    if not key.user.is_active or key.session_round != key.user.session_round:
        raise AuthenticationFailed("This key is not good, or no longer.")
    if not is_within(address, key.networks):
        raise AuthenticationFailed("This key is for other networks than the one you call from.")
    if key.last_used_at is None or key.last_used_at < now - NOTED:
        stale = Q(last_used_at__isnull=True) | Q(last_used_at__lt=now - NOTED)
        ApiKey.objects.filter(stale, pk=key.pk).update(last_used_at=now, last_address=address[:45])
    return key.user, key

"""Three ways to say who calls: an OAuth token, an API key, a session of the browser; a closed login is nobody."""

from datetime import timedelta

from django.db.models import Q
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


def credentials(request: Request, kind: str) -> str | None:
    """What follows `kind` in the header Authorization; None if it is of another kind."""
    given, _, text = request.headers.get("Authorization", "").partition(" ")
    return text.strip() if given.lower() == kind.lower() else None


class TokenLogin(BaseAuthentication):
    """`Authorization: Bearer TOKEN`; a token that is wrong is refused, never taken for a visitor."""

    def authenticate(self, request: Request) -> tuple[User, AccessToken] | None:
        text = credentials(request, "Bearer")
        if text is None:
            return None
        rows = AccessToken.objects.select_related("user", "application__program")
        token = rows.filter(token_checksum=digest(text), expires__gt=clock.now()).first()
        # The text is one that we signed, since its digest is ours; what it says of the person must still be so.
        if token is None or token.user is None or not still_stands(token.user, str(claims_of(text).get(STANDING))):
            raise AuthenticationFailed("This token is not good, or no longer.")
        if token.application.program.state != Program.State.ACTIVE:
            raise AuthenticationFailed("This program was disabled.")
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        sent = credentials(request, "Bearer") is not None
        return 'Bearer realm="api", error="invalid_token"' if sent else 'Bearer realm="api"'


class KeyLogin(BaseAuthentication):
    """`Authorization: Api-Key KEY`, from the networks that the key was made for."""

    def authenticate(self, request: Request) -> tuple[User, ApiKey] | None:
        text = credentials(request, "Api-Key")
        if text is None:
            return None
        key = ApiKey.objects.select_related("user").filter(digest=digest(text)).first() if is_key(text) else None
        now, address = clock.now(), request.META.get("REMOTE_ADDR", "")
        if key is None or key.revoked_at is not None or key.expires_at <= now:
            raise AuthenticationFailed("This key is not good, or no longer.")
        if not key.user.is_active or key.session_round != key.user.session_round:
            raise AuthenticationFailed("This key is not good, or no longer.")
        if not is_within(address, key.networks):
            raise AuthenticationFailed("This key is for other networks than the one you call from.")
        stale = Q(last_used_at__isnull=True) | Q(last_used_at__lt=now - NOTED)
        if key.last_used_at is None or key.last_used_at < now - NOTED:
            ApiKey.objects.filter(stale, pk=key.pk).update(last_used_at=now, last_address=address[:45])
        return key.user, key


class SessionLogin(SessionAuthentication):
    """The session of somebody who is logged in here, with the form token against forged requests."""

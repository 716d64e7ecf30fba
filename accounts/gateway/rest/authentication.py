"""Three ways to say who calls: an OAuth token, a session of the browser; a login that is not active is nobody."""

from oauth2_provider.contrib.rest_framework import OAuth2Authentication
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.models import User


class TokenLogin(OAuth2Authentication):
    """`Authorization: Bearer TOKEN`; a token that is wrong is refused, never taken for a visitor."""

    def authenticate(self, request: Request) -> tuple[User, object] | None:
        if not request.headers.get("Authorization", "").lower().startswith("bearer "):
            return None
        found = super().authenticate(request)
        if found is None:
            raise AuthenticationFailed("This token is not good, or no longer.")
        user, token = found
        if user is None or not user.is_active:
            raise AuthenticationFailed("This login is not active.")
        return user, token


class SessionLogin(SessionAuthentication):
    """The session of somebody who is logged in here, with the form token against forged requests."""

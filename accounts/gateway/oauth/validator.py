"""What django-oauth-toolkit asks us before it gives out a token, and what it leaves to us to make sure of."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.crypto import constant_time_compare
from oauth2_provider.models import AccessToken, Application, Grant, RefreshToken
from oauth2_provider.oauth2_validators import OAuth2Validator
from oauthlib.oauth2.rfc6749 import errors

from accounts.gateway.domain.keys import digest
from accounts.gateway.errors import AlreadyEnded
from accounts.gateway.models import Lending, Program
from accounts.gateway.oauth.standing import still_stands
from accounts.gateway.services.end_lending import end_lending
from accounts.gateway.services.end_replayed import end_replayed
from accounts.gateway.services.lend_access import lend_access
from accounts.models import User
from fidus.lib import clock


class _Replayed(Exception):
    """Whoever brought this came second."""


class Validator(OAuth2Validator):
    """The toolkit's rules, with ours where it has none (docs/adr/0032)."""

    def _load_application(self, client_id: str, request: Any) -> Application | None:
        client = super()._load_application(client_id, request)
        program = Program.objects.filter(application=client).first() if client is not None else None
        if program is None or program.state != Program.State.ACTIVE:
            request.client = None
            return None
        client.program = program
        return client

    def _check_secret(self, provided_secret: str, stored_secret: str) -> bool:
        """Our secrets are 256 random bits, kept as a plain digest; the toolkit would spend 200 ms on each call."""
        return bool(stored_secret) and constant_time_compare(digest(provided_secret), stored_secret)

    def validate_grant_type(
        self, client_id: str, grant_type: str, client: Any, request: Any, *args: Any, **kw: Any
    ) -> bool:
        if not super().validate_grant_type(client_id, grant_type, client, request, *args, **kw):
            return False
        if grant_type != "client_credentials":
            return True
        # The program acts as its owner: who is suspended or has left is nobody, and so is their program.
        request.user = User.objects.filter(pk=request.client.user_id, is_active=True).first()
        return request.user is not None

    def validate_scopes(
        self, client_id: str, scopes: list[str], client: Any, request: Any, *args: Any, **kw: Any
    ) -> bool:
        return bool(scopes) and super().validate_scopes(client_id, scopes, client, request, *args, **kw)

    def validate_code(self, client_id: str, code: str, client: Any, request: Any, *args: Any, **kw: Any) -> bool:
        lending = Lending.objects.filter(code_digest=digest(code), program__application=client).first()
        if lending is not None:
            end_replayed(lending, what="code")
            return False
        return super().validate_code(client_id, code, client, request, *args, **kw) and request.user.is_active

    def get_code_challenge(self, code: str, request: Any) -> str | None:
        with _still_there(code, request):
            return super().get_code_challenge(code, request)

    def get_code_challenge_method(self, code: str, request: Any) -> str | None:
        with _still_there(code, request):
            return super().get_code_challenge_method(code, request)

    def confirm_redirect_uri(
        self, client_id: str, code: str, redirect_uri: str, client: Any, request: Any, *args: Any, **kw: Any
    ) -> bool:
        with _still_there(code, request):
            return bool(super().confirm_redirect_uri(client_id, code, redirect_uri, client, request, *args, **kw))

    def validate_refresh_token(self, refresh_token: str, client: Any, request: Any, *args: Any, **kw: Any) -> bool:
        found = RefreshToken.objects.filter(token_checksum=digest(refresh_token), application=client).first()
        lending = Lending.objects.filter(family=found.token_family).first() if found else None
        if found is None or lending is None:
            return False
        if found.revoked is not None or lending.ended_at is not None:
            end_replayed(lending, what="refresh token")
            return False
        if over := _over(lending, found.user):
            _end(lending, over)
            return False
        return bool(super().validate_refresh_token(refresh_token, client, request, *args, **kw))

    def save_bearer_token(self, token: Any, request: Any, *args: Any, **kw: Any) -> Any:
        """Raises InvalidGrantError for the second of two that came at the same moment, and ends both."""
        came_first = getattr(request, "refresh_token_instance", None)
        try:
            with transaction.atomic():
                if came_first is not None:
                    _take_turn(came_first)
                saved = super().save_bearer_token(token, request, *args, **kw)
                Program.objects.filter(application=request.client).update(last_token_at=clock.now())
                return saved
        except _Replayed:
            end_replayed(Lending.objects.get(family=came_first.token_family), what="refresh token")
        except IntegrityError:
            lending = Lending.objects.filter(code_digest=digest(request.code or "")).first()
            if lending is None:
                raise
            end_replayed(lending, what="code")
        raise errors.InvalidGrantError(request=request)

    def _create_access_token(
        self, expires: Any, request: Any, token: Any, source_refresh_token: Any = None
    ) -> AccessToken:
        if request.grant_type == "client_credentials":
            # The toolkit has taken the person away again.
            request.user = request.client.user
        return super()._create_access_token(expires, request, token, source_refresh_token)

    def _create_refresh_token(self, request: Any, code: str, access_token: Any, previous: Any) -> RefreshToken:
        made = super()._create_refresh_token(request, code, access_token, previous)
        if previous is None:
            program = request.client.program
            lend_access(
                user=request.user, program=program, scopes=request.scopes, code=request.code, family=made.token_family
            )
        return made

    def revoke_token(self, token: str, token_type_hint: str, request: Any, *args: Any, **kw: Any) -> None:
        """A program gives back what it was lent: all of it, whichever of the two tokens it names (RFC 7009, 2.1)."""
        mine = {"token_checksum": digest(token), "application": request.client}
        refresh = RefreshToken.objects.filter(**mine).first()
        access = None if refresh else AccessToken.objects.filter(**mine).first()
        if access is not None:
            refresh = RefreshToken.objects.filter(access_token=access).first()
        lending = Lending.objects.filter(family=refresh.token_family).first() if refresh else None
        if lending is not None:
            _end(lending, "the program gave it back")
        elif access is not None:
            access.revoke()


@contextmanager
def _still_there(code: str, request: Any) -> Iterator[None]:
    """The library looks at a code several times; whoever finds that another has taken it meanwhile came second."""
    try:
        yield
    except Grant.DoesNotExist:
        lending = Lending.objects.filter(code_digest=digest(code), program__application=request.client).first()
        if lending is not None:
            end_replayed(lending, what="code")
        raise errors.InvalidGrantError(request=request) from None


def _take_turn(token: RefreshToken) -> None:
    """Locks the line; raises _Replayed if somebody used the token meanwhile, or the line has ended."""
    lending = Lending.objects.select_for_update().get(family=token.token_family)
    if lending.ended_at is not None or RefreshToken.objects.filter(pk=token.pk, revoked__isnull=False).exists():
        raise _Replayed
    lending.refreshed_at = clock.now()
    lending.save(update_fields=["refreshed_at"])


def _over(lending: Lending, user: User) -> str:
    """Why the line goes on no longer; empty if it does."""
    if lending.until <= clock.now():
        return "its time was over"
    if not user.is_active:
        return "the login was closed"
    return "" if still_stands(user, lending.standing) else "the password or the sessions were changed"


def _end(lending: Lending, why: str) -> None:
    with suppress(AlreadyEnded):
        end_lending(lending, why=why, by=None)

"""The OAuth server with the few ways that we know: a code with PKCE, client credentials, refresh."""

from typing import Any

from oauthlib.common import generate_token
from oauthlib.oauth2.rfc6749.endpoints import AuthorizationEndpoint, RevocationEndpoint, TokenEndpoint
from oauthlib.oauth2.rfc6749.grant_types import AuthorizationCodeGrant, ClientCredentialsGrant, RefreshTokenGrant
from oauthlib.oauth2.rfc6749.grant_types.authorization_code import code_challenge_method_s256
from oauthlib.oauth2.rfc6749.tokens import BearerToken

from accounts.gateway.domain.lifetimes import ACCESS_TOKEN
from accounts.gateway.oauth.signing import access_token


class CodeWithS256(AuthorizationCodeGrant):
    """A challenge that is sent plain protects nobody (RFC 9700, section 2.1.1)."""

    _code_challenge_methods = {"S256": code_challenge_method_s256}


class Server(AuthorizationEndpoint, TokenEndpoint, RevocationEndpoint):
    """No implicit and no password grant: what is not in these tables does not exist here."""

    def __init__(self, request_validator: Any, **_: Any) -> None:
        code, program = CodeWithS256(request_validator), ClientCredentialsGrant(request_validator)
        bearer = BearerToken(
            request_validator, _new_access_token, int(ACCESS_TOKEN.total_seconds()), _new_refresh_token
        )
        ways = {
            "authorization_code": code,
            "client_credentials": program,
            "refresh_token": RefreshTokenGrant(request_validator),
        }
        AuthorizationEndpoint.__init__(
            self, default_response_type="code", response_types={"code": code}, default_token_type=bearer
        )
        TokenEndpoint.__init__(
            self, default_grant_type="authorization_code", grant_types=ways, default_token_type=bearer
        )
        RevocationEndpoint.__init__(self, request_validator)
        self.request_validator = request_validator


def _new_access_token(request: Any) -> str:
    return access_token(request.user, request.client.client_id, request.scopes)


def _new_refresh_token(request: Any) -> str:
    return str(generate_token(length=43))

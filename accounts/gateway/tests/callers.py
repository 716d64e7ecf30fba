"""Programs that call the API in tests, as one person's session or token."""

import uuid
from typing import Any

from django.test import Client as Browser
from oauth2_provider.models import AccessToken, set_token_value

from accounts.gateway.domain.lifetimes import ACCESS_TOKEN
from accounts.gateway.domain.scopes import explained
from accounts.gateway.oauth.signing import access_token
from accounts.gateway.services.register_program import Registered, register_program
from accounts.models import User
from fidus.lib import clock


class Caller:
    """Calls as `user`; each change under a key of its own unless told another."""

    def __init__(self, user: User | None, *, scope: str | None = None) -> None:
        self.browser = Browser()
        self.headers: dict[str, str] = {}
        if user is not None and scope is None:
            self.browser.force_login(user)
        elif user is not None:
            self.headers["Authorization"] = f"Bearer {a_token(user, scope or '')}"

    def get(self, address: str, *, headers: dict[str, str] | None = None, **query: Any) -> Any:
        return self.browser.get(f"/api/v1/{address}", query, headers={**self.headers, **(headers or {})})

    def post(
        self, address: str, body: Any = None, *, key: str | None = "", headers: dict[str, str] | None = None
    ) -> Any:
        given = {**self.headers, **(headers or {})}
        if key is not None:
            given["Idempotency-Key"] = key or uuid.uuid4().hex
        return self.browser.post(
            f"/api/v1/{address}", {} if body is None else body, content_type="application/json", headers=given
        )


def a_program(*, owner: User, scope: str = " ".join(explained()), **fields: Any) -> Registered:
    """A program for people, registered with every scope unless told others."""
    told = {"name": "A program", "purpose": "To try things out.", "redirects": ["https://program.example/back"]}
    return register_program(owner=owner, scopes=scope.split(), by=None, **{**told, **fields})


def a_token(user: User, scope: str) -> str:
    """An access token of `user` for `scope`, as the token endpoint would have made and stored it."""
    application = a_program(owner=user, scope=scope).program.application
    text = access_token(user, application.client_id, scope.split())
    token = AccessToken(user=user, application=application, scope=scope, expires=clock.now() + ACCESS_TOKEN)
    set_token_value(token, text)
    token.save()
    return text

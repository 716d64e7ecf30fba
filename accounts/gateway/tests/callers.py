"""Programs that call the API in tests, as one person's session or token."""

import uuid
from datetime import timedelta
from typing import Any

from django.test import Client as Browser
from oauth2_provider.models import AccessToken, Application

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


def a_token(user: User, scope: str) -> str:
    """An access token of `user` for `scope`, as the token endpoint would have stored it."""
    program = Application.objects.create(
        name="A program", user=user, client_type="confidential", authorization_grant_type="authorization-code",
        redirect_uris="https://program.example/back",
    )  # fmt: skip
    text = uuid.uuid4().hex
    AccessToken.objects.create(
        user=user, application=program, token=text, scope=scope, expires=clock.now() + timedelta(hours=1)
    )
    return text

"""Programs that fetch tokens in tests, step by step as a standard asks it."""

import base64
import hashlib
import re
import secrets
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.test import Client as Browser

from accounts.gateway.services.register_program import Registered
from accounts.models import User

BACK = "https://program.example/back"
FORM = "application/x-www-form-urlencoded"


def signed_in(user: User, *, second_factor: bool = True) -> Browser:
    """A browser in which `user` is signed in, with a second factor unless told otherwise."""
    browser = Browser()
    browser.force_login(user)
    if not second_factor:
        session = browser.session
        session.pop(AUTHENTICATION_METHODS_SESSION_KEY, None)
        session.save()
    return browser


@dataclass
class Journey:
    """One program asking one person."""

    registered: Registered
    browser: Browser
    scope: str = "clients:read"
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))

    @property
    def client_id(self) -> str:
        return str(self.registered.program.application.client_id)

    def question(self, **changes: str | None) -> dict[str, str]:
        """The parameters with which the person is sent to us; None leaves one out."""
        challenge = base64.urlsafe_b64encode(hashlib.sha256(self.verifier.encode()).digest()).decode().rstrip("=")
        asked = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": BACK,
            "scope": self.scope,
            "state": "a state",
            "code_challenge": challenge,
            "code_challenge_method": "S256",
            **changes,
        }
        return {name: value for name, value in asked.items() if value is not None}

    def page(self, **changes: str | None) -> Any:
        return self.browser.get("/oauth/authorize", self.question(**changes))

    def answer(self, *, agree: bool = True, **changes: str | None) -> dict[str, str]:
        """What the program is told after the person pressed one of the two buttons."""
        page = self.page(**changes)
        assert page.status_code == 200, page.content
        hidden = re.findall(r'<input type="hidden" name="(\w+)"(?: value="([^"]*)")?', page.content.decode())
        given = {name: unescape(value) for name, value in hidden if name != "csrfmiddlewaretoken"}
        if agree:
            given["allow"] = "true"
        told = self.browser.post("/oauth/authorize", given)
        assert told.status_code == 302, told.content
        assert told["Location"].startswith(f"{changes.get('redirect_uri') or BACK}?")
        return dict(parse_qsl(urlsplit(told["Location"]).query))

    def ask(self, where: str = "token", **fields: str) -> Any:
        """A call of the program itself, with its secret if it has one."""
        headers = {}
        if self.registered.secret:
            pair = f"{self.client_id}:{self.registered.secret}"
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        else:
            fields["client_id"] = self.client_id
        body = "&".join(f"{name}={quote(value, safe='')}" for name, value in fields.items())
        return Browser().post(f"/oauth/{where}", body, content_type=FORM, headers=headers)

    def exchange(self, code: str) -> Any:
        fields = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK}
        return self.ask(**fields, code_verifier=self.verifier)

    def refresh(self, token: str, **fields: str) -> Any:
        return self.ask(grant_type="refresh_token", refresh_token=token, **fields)

    def tokens(self) -> dict[str, Any]:
        """The whole way: the person agrees, the program fetches its tokens."""
        fetched = self.exchange(self.answer()["code"])
        assert fetched.status_code == 200, fetched.content
        return dict(fetched.json())


def works(token: str) -> bool:
    """Whether the API takes this access token."""
    return Browser().get("/api/v1/clients", headers={"Authorization": f"Bearer {token}"}).status_code == 200

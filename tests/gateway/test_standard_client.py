"""A standard OAuth client (Authlib) from outside, against the real web server, the whole way."""

import json
import os
import re
from html import unescape

import pytest
import requests
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from jwcrypto import jwk, jwt

from accounts.gateway.services.change_secret import change_secret
from accounts.gateway.services.register_program import FOR_ITS_OWNER
from accounts.gateway.tests.callers import a_program
from accounts.gateway.tests.programs import BACK, signed_in
from accounts.tests.people import a_client, staff
from accounts.trail.api import events_about
from tests.gateway.servers import site, valkey

VERIFIER = "a-verifier-of-more-than-forty-three-characters-0123456789"


def agreed(address: str, session: str) -> str:
    """What the browser of the person does with the program's question: where it is sent back to."""
    browser = requests.Session()
    browser.cookies.set("sessionid", session)
    page = browser.get(address, timeout=30)
    assert page.status_code == 200, page.text[:500]
    hidden = re.findall(r'<input type="hidden" name="(\w+)"(?: value="([^"]*)")?', page.text)
    given = {name: unescape(value) for name, value in hidden} | {"allow": "true"}
    told = browser.post(address, given, headers={"Referer": address}, allow_redirects=False, timeout=30)
    assert told.status_code == 302, told.text[:500]
    return told.headers["Location"]


def test_a_standard_client_goes_the_whole_way(committed_db, tmp_path, monkeypatch):
    # Authlib wants https; the server of this test is on this machine.
    monkeypatch.setitem(os.environ, "AUTHLIB_INSECURE_TRANSPORT", "1")
    olga = staff()
    ann = a_client("Ann Sample")
    registered = a_program(owner=olga, scope="clients:read clients:write")
    own = a_program(owner=olga, way=FOR_ITS_OWNER, redirects=(), name="Nightly").program
    own_secret = change_secret(own, by=olga)
    cookie = signed_in(olga).cookies["sessionid"].value
    with valkey(tmp_path / "valkey") as server, site(tmp_path, server.url, pages=True) as address:
        known = requests.get(f"{address}/.well-known/oauth-authorization-server", timeout=30).json()
        assert known["issuer"] == address
        client = OAuth2Session(
            registered.program.application.client_id,
            registered.secret,
            scope="clients:read",
            redirect_uri=BACK,
            code_challenge_method="S256",
            token_endpoint_auth_method="client_secret_basic",
        )
        where, state = client.create_authorization_url(known["authorization_endpoint"], code_verifier=VERIFIER)
        assert create_s256_code_challenge(VERIFIER) in where
        back = agreed(where, cookie)
        assert back.startswith(f"{BACK}?")
        assert f"state={state}" in back
        first = client.fetch_token(known["token_endpoint"], authorization_response=back, code_verifier=VERIFIER)

        keys = jwk.JWKSet.from_json(requests.get(known["jwks_uri"], timeout=30).text)
        claims = json.loads(jwt.JWT(jwt=first["access_token"], key=keys, algs=["ES256"]).claims)
        assert (claims["iss"], claims["aud"], claims["scope"]) == (address, f"{address}/api", "clients:read")

        rows = client.get(f"{address}/api/v1/clients", timeout=30)
        assert [row["number"] for row in rows.json()["data"]] == [ann.number]
        assert rows.headers["RateLimit-Policy"] == '"staff";q=300;w=60'
        refused = client.post(f"{address}/api/v1/clients", json={}, headers={"Idempotency-Key": "k"}, timeout=30)
        assert refused.json()["type"] == "/api/problems/scope-missing"

        second = client.refresh_token(known["token_endpoint"], refresh_token=first["refresh_token"])
        assert client.get(f"{address}/api/v1/clients", timeout=30).status_code == 200

        with pytest.raises(Exception, match="invalid_grant"):
            client.refresh_token(known["token_endpoint"], refresh_token=first["refresh_token"])
        client.token = second
        assert client.get(f"{address}/api/v1/clients", timeout=30).status_code == 401
        with pytest.raises(Exception, match="invalid_grant"):
            client.refresh_token(known["token_endpoint"], refresh_token=second["refresh_token"])

        where, _ = client.create_authorization_url(known["authorization_endpoint"], code_verifier=VERIFIER)
        back = agreed(where, cookie)
        third = client.fetch_token(known["token_endpoint"], authorization_response=back, code_verifier=VERIFIER)
        assert client.introspect_token(known["introspection_endpoint"], token=third["access_token"]).json()["active"]
        client.revoke_token(known["revocation_endpoint"], token=third["refresh_token"])
        client.token = third
        assert client.get(f"{address}/api/v1/clients", timeout=30).status_code == 401

        nightly = OAuth2Session(own.application.client_id, own_secret, scope="clients:read")
        nightly.fetch_token(known["token_endpoint"], grant_type="client_credentials")
        assert nightly.get(f"{address}/api/v1/clients", timeout=30).status_code == 200
    kinds = [event.kind for event in events_about(subject=f"user:{olga.pk}") if event.kind != "LoggedIn"]
    assert kinds == ["AccessEnded", "AccessLent", "TokenReplayed", "AccessLent"]

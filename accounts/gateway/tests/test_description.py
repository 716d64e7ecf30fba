"""What the API tells of itself."""

import gzip
import json
import re
from pathlib import Path

from django.conf import settings
from django.test import Client as Browser

from accounts.gateway.domain.problems import OWN
from accounts.gateway.rest.description import _once
from accounts.gateway.rest.problem_pages import explained
from fidus.lib.refusal import Refusal


def test_the_description_is_openapi_31_and_is_not_sent_twice(db):
    answer = Browser().get("/api/v1/openapi.json")
    said = answer.json()
    assert said["openapi"].startswith("3.1")
    schemes = said["components"]["securitySchemes"]
    assert schemes.keys() == {"oauth2", "apiKey", "session"}
    assert schemes["oauth2"]["flows"].keys() == {"authorizationCode", "clientCredentials"}
    asked = said["paths"]["/api/v1/clients"]["get"]["security"]
    assert asked == [{"oauth2": ["clients:read"]}, {"apiKey": []}, {"session": []}]
    page = said["components"]["schemas"]["PaginatedAccountsClientRecordList"]["properties"]
    assert page["data"] == {"type": "array", "items": {"$ref": "#/components/schemas/AccountsClientRecord"}}
    assert Browser().get("/api/v1/openapi.json", headers={"If-None-Match": answer["ETag"]}).status_code == 304


def test_the_description_comes_packed_and_what_operations_have_alike_stands_in_it_once(db):
    packed = Browser().get("/api/v1/openapi.json", headers={"Accept-Encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    said = json.loads(gzip.decompress(packed.content))
    assert said == Browser().get("/api/v1/openapi.json").json()
    again = {"Accept-Encoding": "gzip", "If-None-Match": packed["ETag"]}
    assert Browser().get("/api/v1/openapi.json", headers=again).status_code == 304
    answers = said["paths"]["/api/v1/clients"]["get"]["responses"]
    assert answers["404"] == {"$ref": "#/components/responses/Problem404"}
    assert "application/problem+json" in said["components"]["responses"]["Problem404"]["content"]
    tags = [tag["name"] for tag in said["tags"]]
    assert tags == sorted(tags)
    assert {tag for path in said["paths"].values() for operation in path.values() for tag in operation["tags"]} <= set(
        tags
    )


def test_the_page_needs_no_inline_script_and_no_other_host(db):
    answer = Browser().get("/api/docs")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert re.findall(r"<script(?![^>]* src=)", text) == []
    assert "://" not in text
    policy = answer["Content-Security-Policy"]
    assert "style-src 'self' 'unsafe-inline'" in policy
    assert "unsafe" not in policy.replace("style-src 'self' 'unsafe-inline'", "")


def test_every_problem_that_is_answered_is_explained(db):
    """The names that the gateway's own code gives, and every refusal of every service."""
    named = set()
    for path in Path(settings.BASE_DIR, "accounts", "gateway").rglob("*.py"):
        if "tests" not in path.parts:
            named |= set(re.findall(r"(?:Problem|described)\(\s*\d+,\s*\"([a-z-]+)\"", path.read_text()))
    assert {"key-missing", "scope-missing", "rate-limited"} <= named <= OWN.keys()
    assert len(explained()) > 60
    assert [name for name, (_, words) in explained().items() if not words] == []
    assert Refusal.__subclasses__()
    page = Browser().get("/api/problems").content.decode()
    for name in ("key-reused", "wrong-state", "not-for-yourself"):
        assert name in page
        assert Browser().get(f"/api/problems/{name}").status_code == 200
    assert Browser().get("/api/problems/nothing").status_code == 404


def test_nothing_in_the_description_is_guessed_or_called_as_something_else_is(capsys):
    _once.__wrapped__()
    assert capsys.readouterr().err == ""

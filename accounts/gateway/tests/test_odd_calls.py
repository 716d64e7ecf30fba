"""What nobody sends on purpose is refused by name, with problem details, and never answered as our own error."""

import json
import time

import pytest
from django.test import Client as Browser

from accounts.gateway.domain.written import as_kept, can_be_kept, is_day, is_decimal, is_instant, is_whole
from accounts.gateway.tests.callers import Caller, a_token
from accounts.models import Client
from accounts.services.open_client import open_client
from accounts.tests.people import staff

PROBLEM = "application/problem+json"
NEW = {"kind": "person", "name": "Ada Sample"}


@pytest.fixture
def office(db) -> Caller:
    return Caller(staff())


@pytest.fixture
def ann(db) -> Client:
    return open_client(kind="person", name="Ann Sample", by=None)


def pointers(answer) -> list[str]:
    assert (answer.status_code, answer["Content-Type"]) == (400, PROBLEM), answer.content
    return [error["pointer"] for error in answer.json()["errors"]]


def raw(caller: Caller, body: bytes, kind: str = "application/json", **headers: str):
    given = {"Idempotency-Key": "one", **headers}
    return caller.browser.generic("POST", "/api/v1/clients", body, content_type=kind, headers=given)


def test_days_instants_and_numbers_are_written_in_one_way():
    assert is_day("2026-10-31")
    assert is_instant("2026-10-31T12:00:00Z")
    assert is_instant("2026-10-31t12:00:00.5+02:00")
    assert is_decimal("-0.025")
    assert not any(map(is_day, ("2026-1-1", "20261031", "2026-W44-6", "31.10.2026", "٢٠٢٦-10-31", "2026-10-31 ")))
    assert not any(map(is_instant, ("2026-10-31", "2026-10-31T12:00:00", "2026-10-31 12:00:00Z", "2026-10-31T12Z")))
    assert not any(map(is_decimal, ("", "1e3", " 1", "+1", ".5", "1.", "NaN", "١")))
    assert is_whole("-12")
    assert not any(map(is_whole, ("0.5", "1e3", "", "١", "9" * 30)))
    assert not can_be_kept("a\x00")
    assert as_kept("a\x00\ud800") == "a\ufffd\ufffd"


@pytest.mark.parametrize(
    "query",
    [
        {"opened_at__gte": "2026-10-31T12:00:00"},
        {"opened_at__gte": "0001-01-01T00:00:00+23:00"},
        {"opened_at__lt": "9999-12-31T23:59:59-23:00"},
        {"opened_at__lt": "2026-13-01T00:00:00Z"},
        {"country": ""},
        {"fields": ""},
    ],
)
def test_a_filter_that_is_empty_or_written_otherwise_is_refused(office, ann, query):
    assert pointers(office.get("clients", **query)) == [f"#/{name}" for name in query]


def test_an_instant_may_come_with_any_offset_there_is(office, ann):
    for offset in ("+21:30", "-23:59", "Z"):
        answer = office.get("clients", opened_at__gte=f"0392-10-29T21:06:43.8{offset}")
        assert (answer.status_code, len(answer.json()["data"])) == (200, 1)


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"name": 5}, "#/name"),
        ({"kind": 1}, "#/kind"),
        ({"name": "a\x00b"}, "#/name"),
        ({"name": "a\ud800b"}, "#/name"),
        ({"reporting_currency": "eth"}, "#/reporting_currency"),
        ({"x\x00": 1}, "#/x\ufffd"),
    ],
)
def test_a_value_of_another_type_or_that_no_text_can_hold_is_named(office, wrong, pointer):
    assert pointers(raw(office, json.dumps({**NEW, **wrong}).encode())) == [pointer]


@pytest.mark.parametrize("deep", [40, 100_000])
@pytest.mark.parametrize("pair", ["[]", ('{"a":', "}")])
def test_a_body_that_goes_too_deep_is_refused(office, deep, pair):
    opening, closing = pair
    body = opening * deep + ("1" if closing == "}" else "") + closing * deep
    assert raw(office, body.encode()).status_code == 400


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"kind=person", "application/x-www-form-urlencoded", 415),
        (b"--x", "multipart/form-data; boundary=x", 415),
        (b"--x", "multipart/form-data", 415),
        (b"{}", "text/plain", 415),
        (b"{}", "nonsense", 415),
        (b"{}", "application/json; charset=nonsense", 400),
        (b"\xff\xfe{}", "application/json", 400),
        (b"{}" * 2, "application/json", 400),
        (b'{"name": NaN}', "application/json", 400),
    ],
)
def test_a_body_of_another_kind_is_refused(office, body, kind, status):
    answer = raw(office, body, kind)
    assert (answer.status_code, answer["Content-Type"]) == (status, PROBLEM)


def test_a_method_that_an_address_does_not_take_is_refused_as_that(office, ann):
    for address in ("clients", f"clients/{ann.number}", f"clients/{ann.number}/invite"):
        for method in ("PUT", "PATCH", "DELETE", "TRACE", "QUERY", "BREW"):
            answer = office.browser.generic(method, f"/api/v1/{address}?fields=name")
            assert (answer.status_code, answer["Content-Type"]) == (405, PROBLEM), (method, address)
            assert "OPTIONS" in answer["Allow"]


def test_head_and_options_are_answered(office, ann):
    assert office.browser.head("/api/v1/clients").status_code == 200
    assert office.browser.options("/api/v1/clients")["Allow"] == "GET, POST, HEAD, OPTIONS"


@pytest.mark.parametrize("address", ["nothing", "clients/", "clients/1/2/3", "", "clients/%00", "clients/%0a"])
def test_an_address_that_is_none_is_told_to_a_program_in_its_own_words(office, ann, address):
    answer = office.browser.get(f"/api/v1/{address}")
    assert (answer.status_code, answer["Content-Type"]) == (404, PROBLEM)
    assert answer.json()["type"] == "/api/problems/not-found"


@pytest.mark.parametrize("tag", ["", "nonsense", "*,", 'W/"x"', '"' * 300, "\x80"])
def test_an_etag_that_is_none_of_ours_is_no_longer_the_record(office, ann, tag):
    answer = office.post(f"clients/{ann.number}/invite", {"email": "x@example.com"}, headers={"If-Match": tag})
    assert (answer.status_code, answer["Content-Type"]) == (412, PROBLEM)


def test_whoever_needs_a_second_factor_is_told_so_in_problem_details(db):
    olga = staff()
    browser = Browser()
    browser.force_login(olga)
    session = browser.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session.save()
    for answer in (browser.get("/api/v1/clients"), browser.post("/api/v1/clients")):
        assert (answer.status_code, answer["Content-Type"]) == (403, PROBLEM)
        assert answer.json()["type"] == "/api/problems/second-factor-needed"
    # A person who reads the pages about the API is led there instead.
    assert browser.get("/api/docs").status_code == 302
    # A token was lent by somebody who gave it.
    headers = {"Authorization": f"Bearer {a_token(olga, 'clients:read')}"}
    assert Browser().get("/api/v1/clients", headers=headers).status_code == 200


def test_an_error_of_ours_is_told_in_problem_details_with_a_reference(office, monkeypatch):
    def broken(view: object, rows: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("accounts.rest.clients.Clients.complete", broken)
    office.browser.raise_request_exception = False
    answer = office.get("clients")
    assert (answer.status_code, answer["Content-Type"]) == (500, PROBLEM)
    assert answer["X-Reference"] in answer.json()["detail"]

"""Every address of the site, tried by everybody: docs/security/doors.md says who is let in, this test that it is so.

`pytest tests/doors --write-doors` writes the table anew, `--write-doors new` the rows that it lacks; what changed in it
is then read line by line.
"""

import logging
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import Client as Browser

from accounts.domain.roles import ADMINISTRATOR, CLIENT, ROLES
from accounts.models import User
from accounts.services.end_user import end_user
from accounts.services.suspend_user import suspend_user
from accounts.tests.people import a_client, member, staff
from tests.doors.addresses import Door, doors
from tests.doors.table import IN, LOGIN, NO, as_markdown, read_table

VISITOR = "visitor"
EVERYBODY = (VISITOR, *ROLES)
PAGE = Path(__file__).parents[2] / "docs" / "security" / "doors.md"
# These ask nobody who they are, or end the session that tries them.
_LEAVES = ("/accounts/logout/", "/backoffice/logout/")
_LOGINS = ("/accounts/login/", "/backoffice/login/")
_THINGS = doors()


def tried(browser: Browser, door: Door) -> str:
    """What the door says to whoever holds the browser: let in (also to a thing that is not there), log in, or no."""
    answer = knock(browser, door)
    if answer.streaming:
        answer.getvalue()  # read to its end, which closes the file behind it
    assert answer.status_code != 500, door
    if answer.status_code == 401 or (answer.status_code == 302 and answer["Location"].startswith(_LOGINS)):
        return LOGIN
    return NO if answer.status_code == 403 else IN


def knock(browser: Browser, door: Door) -> HttpResponse:
    if door.method == "GET":
        answer = browser.get(door.path)
        if answer.status_code != 405:
            return answer
    headers = {"Idempotency-Key": uuid.uuid4().hex}
    send = getattr(browser, "post" if door.method == "GET" else door.method.lower())
    return send(door.path, {}, content_type="application/json", headers=headers)


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Hundreds of refusals are what is wanted here; writing each into the log takes longer than refusing."""
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


def browser_of(role: str) -> Browser:
    browser = Browser(raise_request_exception=False)
    if role == CLIENT:
        browser.force_login(member(a_client()))
    elif role != VISITOR:
        browser.force_login(staff(role) if ROLES[role].staff else member())
    return browser


@pytest.mark.parametrize("role", EVERYBODY)
def test_each_role_enters_where_the_table_says_and_nowhere_else(db, role: str, request: pytest.FixtureRequest) -> None:
    browser = browser_of(role)
    write = request.config.getoption("write_doors")
    found = dict(read_table(PAGE).get(role, {})) if write == "new" else {}
    things = {str(door): door for door in _THINGS if door.path not in _LEAVES}
    for name, door in things.items():
        if name not in found:
            found[name] = tried(browser, door)
    found = {name: said for name, said in found.items() if name in things}
    if write:
        PAGE.write_text(as_markdown(EVERYBODY, {**read_table(PAGE), role: found}))
    known = read_table(PAGE).get(role, {})
    assert sorted(set(found) - set(known)) == [], "addresses without a row in docs/security/doors.md"
    assert sorted(set(known) - set(found)) == [], "rows of addresses that are no more"
    assert {door: said for door, said in found.items() if known[door] != said} == {}


@pytest.mark.parametrize(("role", "end"), [(ADMINISTRATOR, suspend_user), (CLIENT, end_user)])
def test_a_session_of_somebody_suspended_or_gone_is_a_visitors(db, role: str, end) -> None:
    browser = browser_of(role)
    assert tried(browser, Door("/", "GET", "/")) == IN
    end(user=User.objects.get(), reason="Left the firm", by=None)
    known = read_table(PAGE)[VISITOR]
    differs = {}
    for door in _THINGS:
        if door.path not in _LEAVES and (said := tried(browser, door)) != known[str(door)]:
            differs[str(door)] = said
    assert differs == {}


def test_no_page_of_the_office_and_no_record_of_the_api_is_open_to_visitors() -> None:
    known = read_table(PAGE)[VISITOR]
    closed = ("/backoffice/", "/portal/", "/api/v1/")
    opened = {door for door, said in known.items() if said == IN and door.partition(" ")[2].startswith(closed)}
    assert opened <= set(OPEN_TO_ALL), opened - set(OPEN_TO_ALL)


# The back office's own way in and out, and descriptions without anybody's data.
OPEN_TO_ALL = ("GET /api/v1/openapi.json", "GET /backoffice/login/", "GET /backoffice/jsi18n/")

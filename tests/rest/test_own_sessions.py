"""Where somebody is signed in, through the API: everybody their own, nobody another's."""

import pytest
from allauth.usersessions.models import UserSession
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.gateway.tests.callers import Caller
from accounts.login.domain.visits import NOTED_EVERY
from accounts.login.models import KnownDevice
from accounts.login.services.know_device import know_device
from accounts.login.session_dates import SEEN
from accounts.models import User
from accounts.tests.people import a_client, member, staff
from accounts.trail.models import StoredEvent
from tests.rest.answers import done

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture(params=["staff", "client"])
def somebody(db, request) -> User:
    return staff("strategy_developer") if request.param == "staff" else member(a_client())


def signed_in(user: User, **more: str) -> Caller:
    """In a browser, with its line in the list."""
    caller = Caller(user, **more)
    if not more:
        key = caller.browser.session.session_key
        UserSession.objects.update_or_create(
            session_key=key, defaults={"user": user, "ip": "192.0.2.7", "user_agent": FIREFOX}
        )
    return caller


def test_everybody_sees_where_they_are_signed_in_and_signs_out_there(somebody):
    here, there = signed_in(somebody), signed_in(somebody)
    rows = here.get("sessions").json()["data"]
    assert {(row["browser"], row["address"], row["here"]) for row in rows} == {
        ("Firefox on Linux", "192.0.2.7", True),
        ("Firefox on Linux", "192.0.2.7", False),
    }
    assert not {"session_key", "data"} & set(rows[0])
    (other,) = (row for row in rows if not row["here"])
    assert here.get(f"sessions/{other['id']}").json() == other
    assert here.post(f"sessions/{other['id']}/end").status_code == 204
    assert there.get("sessions").status_code == 401
    assert len(here.get("sessions").json()["data"]) == 1
    assert StoredEvent.objects.filter(kind="SessionsEnded", subject=f"user:{somebody.pk}").count() == 1


def test_one_signs_out_where_one_calls_from_also_when_the_session_was_about_to_be_dated(somebody):
    here = signed_in(somebody)
    (row,) = here.get("sessions").json()["data"]
    session = here.browser.session
    session[SEEN] -= 2 * NOTED_EVERY
    session.save()
    assert here.post(f"sessions/{row['id']}/end").status_code == 204
    assert here.get("sessions").status_code == 401
    assert not UserSession.objects.filter(pk=row["id"]).exists()


def test_all_others_are_ended_and_a_token_has_no_session_of_its_own(somebody):
    here, there = signed_in(somebody), signed_in(somebody)
    assert done(here.post("sessions/end-others")) == {"ended": 1}
    assert there.get("sessions").status_code == 401
    program = signed_in(somebody, scope="sessions:read sessions:write")
    assert [row["here"] for row in program.get("sessions").json()["data"]] == [False]
    assert done(program.post("sessions/end-others")) == {"ended": 1}
    assert here.get("sessions").status_code == 401
    assert program.get("sessions").json()["data"] == []
    assert signed_in(somebody, scope="sessions:read").post("sessions/end-others").status_code == 403


def test_nobody_finds_anothers(somebody):
    stranger = Caller(staff("administrator", "ada@example.test"))
    signed_in(somebody)
    session = UserSession.objects.get(user=somebody)
    device = know_device(somebody, token="known", user_agent=FIREFOX, address="192.0.2.7")
    for address in (f"sessions/{session.pk}", f"browsers/{device.pk}"):
        assert stranger.get(address).status_code == 404
    assert stranger.post(f"sessions/{session.pk}/end").status_code == 404
    assert stranger.post(f"browsers/{device.pk}/forget").status_code == 404
    assert Caller(None).get("sessions").status_code == 401
    assert UserSession.objects.filter(pk=session.pk).exists()
    assert session.pk not in [row["id"] for row in stranger.get("sessions").json()["data"]]


def test_a_session_from_before_a_new_password_is_no_longer_among_them(somebody):
    signed_in(somebody)
    somebody.set_password("another horse battery staple")
    somebody.save()
    now = signed_in(somebody)
    assert [row["here"] for row in now.get("sessions").json()["data"]] == [True]


def test_a_browser_is_forgotten(somebody):
    here = signed_in(somebody)
    KnownDevice.objects.filter(user=somebody).delete()
    device = know_device(somebody, token="known", user_agent=FIREFOX, address="192.0.2.7")
    (row,) = here.get("browsers").json()["data"]
    assert (row["id"], row["browser"]) == (device.pk, "Firefox on Linux")
    assert "token_hash" not in row
    assert here.post(f"browsers/{device.pk}/forget").status_code == 204
    assert here.get("browsers").json()["data"] == []


def test_many_sessions_ask_no_more_questions(somebody):
    here, asked = signed_in(somebody), []
    for more in (2, 8):
        for _ in range(more):
            signed_in(somebody)
        with CaptureQueriesContext(connection) as heard:
            found = here.get("sessions").json()["data"]
        asked.append(len([one for one in heard if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]))
    assert len(found) == 11
    assert asked[0] == asked[1] <= 6

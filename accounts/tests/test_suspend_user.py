from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.sessions.models import Session
from django.db import IntegrityError, connection, transaction
from django.test import Client as Browser

from accounts.errors import NotForYourself, WrongState
from accounts.login.tests.scenes import signed_in, with_app
from accounts.models import User
from accounts.services.end_user import end_user
from accounts.services.reactivate_user import reactivate_user
from accounts.services.suspend_user import suspend_user
from accounts.tests.people import PASSWORD, staff
from accounts.trail.api import events_about


def is_in(browser: Browser) -> bool:
    return browser.get("/").url.startswith("/backoffice/")


def test_suspending_ends_a_live_session_at_once_and_for_good(db):
    olga, boss = staff(), staff("administrator", "boss@example.test")
    browser = signed_in(olga)
    assert is_in(browser)
    suspend_user(olga, reason="Lost laptop", by=boss)
    assert not is_in(browser)
    assert Browser().login(email=olga.email, password=PASSWORD) is False
    reactivate_user(olga, reason="Found it", by=boss)
    assert not is_in(browser)
    assert is_in(signed_in(olga))
    kinds = [event.kind for event in events_about(subject=f"user:{olga.pk}")]
    assert [kind for kind in kinds if kind.startswith("User")] == ["UserReactivated", "UserSuspended"]


def test_a_session_nobody_knows_of_does_not_survive_either(db):
    """The list of sessions may lag behind or be lost: the fingerprint in the session must not fit any more."""
    olga = staff()
    browser = signed_in(olga)
    kept = dict(Session.objects.values_list("session_key", "session_data"))
    expires = Session.objects.get().expire_date
    suspend_user(olga, reason="Lost laptop", by=None)
    reactivate_user(olga, reason="Found it", by=None)
    for key, data in kept.items():
        Session.objects.create(session_key=key, session_data=data, expire_date=expires)
    assert not is_in(browser)


def test_somebody_who_left_does_not_come_back(db):
    olga = staff()
    end_user(olga, reason="New job", by=None)
    with pytest.raises(WrongState):
        reactivate_user(olga, reason="", by=None)
    assert not User.objects.get(pk=olga.pk).is_active


def test_nobody_suspends_themselves(db):
    boss = staff("administrator")
    with pytest.raises(NotForYourself):
        suspend_user(boss, reason="", by=boss)


def test_the_database_keeps_state_and_is_active_together(db):
    olga = staff()
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=olga.pk).update(is_active=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=olga.pk).update(state="asleep", is_active=False)


def test_suspended_by_64_at_once_it_happened_once(committed_db):
    olga = staff()

    def suspend(_: int) -> bool:
        try:
            suspend_user(User.objects.get(pk=olga.pk), reason="Lost laptop", by=None)
        except WrongState:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(16) as pool:
        assert sum(pool.map(suspend, range(64))) == 1
    assert [event.kind for event in events_about(subject=f"user:{olga.pk}")].count("UserSuspended") == 1


def test_logins_logouts_and_failed_logins_are_on_the_trail(db):
    olga = staff()
    browser = Browser(REMOTE_ADDR="192.0.2.7")
    browser.post("/accounts/login/", {"login": olga.email, "password": "a wrong password"})
    signed_in(with_app(olga), browser)
    browser.post("/accounts/logout/")
    events = [event for event in events_about(subject=f"user:{olga.pk}") if event.kind.startswith("Log")]
    assert [event.kind for event in events] == ["LoggedOut", "LoggedIn", "LoginFailed"]
    assert {event.data["address"] for event in events} == {"192.0.2.7"}
    assert "a wrong password" not in str(events)


def test_sign_up_is_closed(db, client):
    response = client.post(
        "/accounts/signup/", {"email": "x@example.test", "password1": PASSWORD, "password2": PASSWORD}
    )
    assert response.status_code == 200
    assert User.objects.count() == 0

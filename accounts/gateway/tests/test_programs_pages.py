"""Programs and keys on the pages: of the office, and of each person."""

import re
from datetime import timedelta

import pytest
from django.test import Client as Browser

from accounts.gateway.errors import NotAsDescribed
from accounts.gateway.models import ApiKey, Lending, Program
from accounts.gateway.services.make_key import make_key
from accounts.gateway.services.register_program import FOR_ITS_OWNER, Registered
from accounts.gateway.tests.callers import a_program
from accounts.gateway.tests.programs import BACK, Journey, signed_in, works
from accounts.services.reactivate_user import reactivate_user
from accounts.services.suspend_user import suspend_user
from accounts.tests.people import a_client, member, staff
from accounts.trail.api import events_about
from fidus.lib import clock

NEW = {
    "name": "Ledger reader", "purpose": "Reads for the accountants.", "owner": "olga@example.test", "way": "people",
    "keeps_secret": "on", "redirects": BACK, "scopes": ["clients:read"],
}  # fmt: skip
KEY = {"label": "My script", "strategy": "Trend 4", "days": "90", "networks": "", "scopes": ["clients:read"]}


def a_key(user, **fields):
    given = {"label": "A script", "scopes": ["clients:read"], "expires_at": clock.now() + timedelta(days=1), **fields}
    return make_key(**given, by=user)


def call(key: str, address: str = "127.0.0.1"):
    return Browser(REMOTE_ADDR=address).get("/api/v1/clients", headers={"Authorization": f"Api-Key {key}"})


def told_once(answer) -> str:
    assert answer["Cache-Control"].find("no-store") >= 0
    return re.search(r'id="secret">([^<]+)<', answer.content.decode())[1]


@pytest.fixture
def boss(db) -> Browser:
    return signed_in(staff("administrator", "boss@example.test"))


def test_the_office_registers_a_program_and_sees_its_secret_once(boss):
    olga = staff()
    answer = boss.post("/backoffice/gateway/program/register/", NEW)
    secret, program = told_once(answer), Program.objects.get()
    journey = Journey(Registered(program, secret), signed_in(olga))
    assert works(journey.tokens()["access_token"])
    for page in ("", f"{program.pk}/change/"):
        shown = boss.get(f"/backoffice/gateway/program/{page}").content.decode()
        assert "Ledger reader" in shown
        assert secret not in shown
    newer = told_once(boss.post(f"/backoffice/gateway/program/{program.pk}/new_secret/"))
    assert journey.ask(grant_type="refresh_token", refresh_token="x").json()["error"] == "invalid_client"
    assert works(Journey(Registered(program, newer), signed_in(olga)).tokens()["access_token"])


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"redirects": "http://program.example/"}, "plain http"),
        ({"owner": "nobody@example.test"}, "No active login"),
        ({"scopes": []}, "required"),
        ({"way": "owner"}, "nobody is sent back"),
        ({"redirects": ""}, "sent back to"),
    ],
)
def test_what_is_not_right_is_said_at_the_form_and_nothing_is_registered(boss, changes, words):
    staff()
    answer = boss.post("/backoffice/gateway/program/register/", {**NEW, **changes})
    assert words in answer.content.decode()
    assert not Program.objects.exists()


def test_the_office_ends_tokens_disables_and_enables(boss):
    olga = staff()
    journey = Journey(a_program(owner=olga), signed_in(olga))
    token, program = journey.tokens()["access_token"], journey.registered.program
    boss.post(f"/backoffice/gateway/program/{program.pk}/end_tokens/", {"reason": "A laptop was lost."})
    assert not works(token)
    token = journey.tokens()["access_token"]
    lending = Lending.objects.get(ended_at__isnull=True)
    boss.post(f"/backoffice/gateway/lending/{lending.pk}/end/", {"reason": "She asked for it."})
    assert not works(token)
    boss.post(f"/backoffice/gateway/program/{program.pk}/disable/", {"reason": "Not needed."})
    assert journey.page().status_code == 400
    boss.post(f"/backoffice/gateway/program/{program.pk}/enable/", {"reason": "Needed."})
    assert works(journey.tokens()["access_token"])


@pytest.mark.parametrize("role", ["back_office", "trader", "viewer"])
def test_programs_and_keys_are_the_administrators(db, role):
    browser, key = signed_in(staff(role, "other@example.test")), a_key(staff())
    program = a_program(owner=staff(email="third@example.test")).program
    for page in ("program/", "program/register/", f"program/{program.pk}/disable/", "program/use/", "lending/"):
        assert browser.get(f"/backoffice/gateway/{page}").status_code == 403
    assert browser.post(f"/backoffice/gateway/apikey/{key.key.pk}/revoke/", {"reason": "x"}).status_code == 403
    assert call(key.text).status_code == 200


def test_the_use_of_the_api_says_so_while_nobody_can_know(boss):
    assert "Valkey is away" in boss.get("/backoffice/gateway/program/use/").content.decode()


def test_a_person_sees_who_may_act_for_them_and_ends_it(db):
    olga = staff()
    journey = Journey(a_program(owner=olga), signed_in(olga))
    token = journey.tokens()["access_token"]
    shown = journey.browser.get("/accounts/programs/").content.decode()
    assert "A program" in shown
    assert "See clients and who acts for them" in shown
    lending = Lending.objects.get()
    stranger = signed_in(member(a_client()))
    assert "A program" not in stranger.get("/accounts/programs/").content.decode()
    assert stranger.post(f"/accounts/programs/{lending.pk}/end/").status_code == 404
    assert works(token)
    assert journey.browser.post(f"/accounts/programs/{lending.pk}/end/").status_code == 302
    assert not works(token)
    assert "None. When a program asks" in journey.browser.get("/accounts/programs/").content.decode()
    assert journey.browser.post(f"/accounts/programs/{lending.pk}/end/").status_code == 302


def test_a_person_makes_a_key_sees_it_once_and_revokes_it(db):
    olga = staff()
    browser = signed_in(olga)
    key = told_once(browser.post("/accounts/programs/keys/new/", KEY))
    assert call(key).status_code == 200
    page = browser.get("/accounts/programs/").content.decode()
    assert key[:18] in page
    assert key not in page
    row = ApiKey.objects.get()
    assert (row.strategy, row.last_address) == ("Trend 4", "127.0.0.1")
    assert key[18:] not in f"{row.__dict__}"
    assert signed_in(staff(email="x@example.test")).post(f"/accounts/programs/keys/{row.pk}/revoke/").status_code == 404
    browser.post(f"/accounts/programs/keys/{row.pk}/revoke/")
    assert call(key).status_code == 401
    kinds = [event.kind for event in events_about(subject=f"user:{olga.pk}") if event.kind.startswith("Api")]
    assert kinds == ["ApiKeyRevoked", "ApiKeyMade"]


def test_a_key_lends_no_more_than_its_scopes_and_no_more_than_its_person_may(db):
    key = a_key(staff()).text
    answer = Browser().post(
        "/api/v1/clients", {}, content_type="application/json",
        headers={"Authorization": f"Api-Key {key}", "Idempotency-Key": "k"},
    )  # fmt: skip
    assert (answer.status_code, answer.json()["type"]) == (403, "/api/problems/scope-missing")
    assert call(a_key(staff("strategy_developer", "dev@example.test")).text).status_code == 403


def test_a_key_is_good_from_its_networks_until_its_end(db):
    olga = staff()
    made = a_key(olga, networks=["192.0.2.0/24", "2001:db8::/32"])
    assert call(made.text, "192.0.2.77").status_code == 200
    assert call(made.text, "2001:db8::1").status_code == 200
    assert call(made.text, "192.0.3.1").status_code == 401
    with clock.at(clock.now() + timedelta(days=2)):
        assert call(made.text, "192.0.2.77").status_code == 401
    assert call(made.text + "x").status_code == call("fidus_nothing").status_code == 401


def test_keys_die_with_a_suspension_and_stay_dead(db):
    olga = staff()
    made = a_key(olga)
    suspend_user(olga, reason="Lost laptop", by=None)
    assert call(made.text).status_code == 401
    reactivate_user(olga, reason="Found", by=None)
    assert call(made.text).status_code == 401
    # Whatever the list of keys says, the round does not fit any more.
    ApiKey.objects.update(revoked_at=None, why="")
    assert call(made.text).status_code == 401
    with pytest.raises(NotAsDescribed):
        a_key(olga, scopes=["clients:eat"])


def test_the_owner_alone_makes_the_secret_of_a_program_that_acts_as_them(boss):
    olga = staff()
    answer = boss.post(
        "/backoffice/gateway/program/register/", {**NEW, "way": FOR_ITS_OWNER, "redirects": ""}, follow=True
    )
    program = Program.objects.get()
    assert b'id="secret"' not in answer.content
    assert b"new_secret" not in boss.get(f"/backoffice/gateway/program/{program.pk}/change/").content
    assert boss.post(f"/accounts/programs/{program.pk}/secret/").status_code == 404
    secret = told_once(signed_in(olga).post(f"/accounts/programs/{program.pk}/secret/"))
    journey = Journey(Registered(program, secret), Browser())
    assert works(journey.ask(grant_type="client_credentials", scope="clients:read").json()["access_token"])

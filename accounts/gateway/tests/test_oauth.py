"""Programs that act for people who agreed."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client as Browser
from jwcrypto import jwk, jwt
from oauth2_provider.models import AccessToken, Grant, RefreshToken

from accounts.gateway.domain.lifetimes import REFRESH_TOKEN_AT_MOST
from accounts.gateway.errors import NotAsDescribed, NotTheOwner, WrongProgramState
from accounts.gateway.models import Lending
from accounts.gateway.oauth.signing import public_keys
from accounts.gateway.oauth.validator import Validator
from accounts.gateway.services.change_secret import change_secret
from accounts.gateway.services.end_lending import end_lending
from accounts.gateway.services.end_program_tokens import end_program_tokens
from accounts.gateway.services.move_program import move_program
from accounts.gateway.services.register_program import FOR_ITS_OWNER, Registered
from accounts.gateway.tests.callers import a_program
from accounts.gateway.tests.programs import BACK, Journey, signed_in, works
from accounts.services.reactivate_user import reactivate_user
from accounts.services.suspend_user import suspend_user
from accounts.tests.people import a_client, member, staff
from accounts.trail.api import events_about
from fidus.lib import clock


@pytest.fixture
def journey(db) -> Journey:
    olga = staff()
    return Journey(a_program(owner=olga), signed_in(olga))


def kinds(journey: Journey) -> list[str]:
    user = journey.registered.program.application.user_id
    return [event.kind for event in events_about(subject=f"user:{user}") if event.kind != "LoggedIn"]


def test_a_person_is_told_what_is_asked_and_may_say_no(journey):
    page = journey.page()
    words = page.content.decode()
    assert "See clients and who acts for them" in words
    assert "Act on" not in words
    assert "olga@example.test" in words
    assert "form-action 'self' https://program.example" in page["Content-Security-Policy"]
    assert journey.answer(agree=False)["error"] == "access_denied"
    assert not Grant.objects.exists()


def test_the_whole_way(journey):
    told = journey.answer()
    assert (told["state"], told["iss"]) == ("a state", "http://127.0.0.1:8000")
    fetched = journey.exchange(told["code"])
    assert (fetched.status_code, fetched["Cache-Control"]) == (200, "no-store")
    tokens = fetched.json()
    assert (tokens["token_type"], tokens["expires_in"], tokens["scope"]) == ("Bearer", 600, "clients:read")
    assert works(tokens["access_token"])
    newer = journey.refresh(tokens["refresh_token"]).json()
    assert works(newer["access_token"])
    assert not works(tokens["access_token"])
    assert kinds(journey) == ["AccessLent"]


def test_nothing_that_opens_a_door_is_stored(journey):
    tokens = journey.tokens()
    assert set(AccessToken.objects.values_list("token", flat=True)) == {""}
    assert set(RefreshToken.objects.values_list("token", flat=True)) == {""}
    stored = journey.registered.program.application.client_secret
    assert stored != journey.registered.secret
    # The digest itself is not a secret that would do.
    other = Journey(Registered(journey.registered.program, stored), journey.browser)
    assert other.refresh(tokens["refresh_token"]).json()["error"] == "invalid_client"


def test_the_token_is_a_jwt_that_the_published_keys_check(journey):
    token = journey.tokens()["access_token"]
    published = jwk.JWKSet.from_json(Browser().get("/.well-known/jwks.json").content)
    checked = jwt.JWT(jwt=token, key=published, expected_type="JWS", algs=["ES256"])
    header, claims = json.loads(checked.header), json.loads(checked.claims)
    assert header["typ"] == "at+jwt"
    application = journey.registered.program.application
    assert claims["iss"] == "http://127.0.0.1:8000"
    assert claims["aud"] == "http://127.0.0.1:8000/api"
    assert (claims["sub"], claims["client_id"]) == (str(application.user_id), application.client_id)
    assert (claims["scope"], claims["exp"] - claims["iat"]) == ("clients:read", 600)
    assert all(set(key) <= {"kty", "crv", "x", "y", "n", "e", "use", "alg", "kid"} for key in public_keys()["keys"])


def test_what_others_may_know_of_the_server(db):
    said = Browser().get("/.well-known/oauth-authorization-server").json()
    assert said["issuer"] == "http://127.0.0.1:8000"
    assert said["token_endpoint"] == "http://127.0.0.1:8000/oauth/token"
    assert said["code_challenge_methods_supported"] == ["S256"]
    assert said["grant_types_supported"] == ["authorization_code", "client_credentials", "refresh_token"]
    assert "registration_endpoint" not in said
    resource = Browser().get("/.well-known/oauth-protected-resource/api").json()
    assert resource["authorization_servers"] == [said["issuer"]]


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": "id_token"}, "unsupported_response_type"),
        ({"scope": "everything"}, "invalid_scope"),
        ({"scope": None}, "invalid_scope"),
    ],
)
def test_a_question_that_is_not_as_it_should_be_is_answered_to_the_program(journey, changes, error):
    told = journey.page(**changes)
    assert told.status_code == 302, told.content
    assert told["Location"].startswith(BACK)
    assert f"error={error}" in told["Location"]


@pytest.mark.parametrize(
    "changes",
    [
        {"redirect_uri": "https://evil.example/back"},
        {"redirect_uri": BACK + "/further"},
        {"redirect_uri": BACK + "?more=1"},
        {"redirect_uri": "https://program.example@evil.example/back"},
        {"client_id": "nobody"},
        {"client_id": "no\0body"},
    ],
)
def test_nobody_is_sent_to_where_no_program_was_registered_for(journey, changes):
    page = journey.page(**changes)
    assert page.status_code == 400
    assert b"This link does not work" in page.content


def test_asking_not_to_ask_is_asked_all_the_same(journey):
    journey.tokens()
    assert journey.page(approval_prompt="auto").status_code == 200


def test_a_code_is_good_for_whoever_asked_and_once(journey):
    code = journey.answer()["code"]
    thief = Journey(journey.registered, journey.browser)
    assert thief.exchange(code).json()["error"] == "invalid_grant"
    tokens = journey.exchange(code).json()
    assert works(tokens["access_token"])
    assert journey.exchange(code).json()["error"] == "invalid_grant"
    assert not works(tokens["access_token"])
    assert journey.refresh(tokens["refresh_token"]).status_code == 400
    assert kinds(journey) == ["TokenReplayed", "AccessLent"]


def test_neither_a_code_nor_a_refresh_token_calls_anything(journey):
    code = journey.answer()["code"]
    tokens = journey.exchange(code).json()
    assert not works(code)
    assert not works(tokens["refresh_token"])
    assert works(tokens["access_token"])


def test_a_replayed_refresh_token_ends_the_whole_line(journey):
    first = journey.tokens()
    second = journey.refresh(first["refresh_token"]).json()
    third = journey.refresh(second["refresh_token"]).json()
    assert works(third["access_token"])
    assert journey.refresh(first["refresh_token"]).json()["error"] == "invalid_grant"
    assert not works(third["access_token"])
    assert journey.refresh(third["refresh_token"]).json()["error"] == "invalid_grant"
    assert kinds(journey) == ["TokenReplayed", "AccessLent"]
    assert Lending.objects.get().why == "its refresh token was used twice"


def test_two_that_refresh_at_the_same_moment_are_one_and_a_thief(committed_db):
    olga = staff()
    for _ in range(8):
        journey = Journey(a_program(owner=olga), signed_in(olga))
        token, together = journey.tokens()["refresh_token"], Barrier(2)

        def refresh(_: int, journey=journey, token=token, together=together):
            together.wait()
            try:
                return journey.refresh(token)
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as pool:
            answers = sorted(pool.map(refresh, range(2)), key=lambda answer: answer.status_code)
        assert [answer.status_code for answer in answers] == [200, 400]
        assert not works(answers[0].json()["access_token"])
        assert journey.refresh(answers[0].json()["refresh_token"]).status_code == 400
    assert [event.kind for event in events_about(subject=f"user:{olga.pk}")].count("TokenReplayed") == 8


def test_two_that_bring_one_code_at_the_same_moment_are_one_and_a_thief(committed_db):
    olga = staff()
    journey = Journey(a_program(owner=olga), signed_in(olga))
    code, together = journey.answer()["code"], Barrier(4)

    def exchange(_: int):
        together.wait()
        try:
            return journey.exchange(code)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(exchange, range(4)))
    assert sorted(answer.status_code for answer in answers)[0] in (200, 400)
    good = [answer.json()["access_token"] for answer in answers if answer.status_code == 200]
    assert len(good) <= 1
    assert not any(works(token) for token in good)
    assert AccessToken.objects.count() == 0


def test_a_code_that_somebody_takes_between_two_looks_is_refused(journey, monkeypatch):
    code, look = journey.answer()["code"], Validator.validate_code

    def look_and_lose_it(self, *args, **kw):
        found = look(self, *args, **kw)
        Grant.objects.all().delete()
        return found

    monkeypatch.setattr(Validator, "validate_code", look_and_lose_it)
    answer = journey.exchange(code)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


def test_a_suspended_person_s_tokens_die_at_once_and_stay_dead(journey):
    tokens = journey.tokens()
    olga = journey.registered.program.application.user
    suspend_user(olga, reason="Lost laptop", by=None)
    assert not works(tokens["access_token"])
    assert journey.refresh(tokens["refresh_token"]).status_code == 400
    reactivate_user(olga, reason="Found", by=None)
    assert not works(tokens["access_token"])
    assert journey.refresh(tokens["refresh_token"]).status_code == 400


def test_a_changed_password_ends_what_was_lent_before(journey):
    tokens = journey.tokens()
    olga = journey.registered.program.application.user
    olga.set_password("another horse battery staple")
    olga.save()
    assert not works(tokens["access_token"])
    assert journey.refresh(tokens["refresh_token"]).status_code == 400
    assert Lending.objects.get().why == "the password or the sessions were changed"


def test_a_line_ends_after_its_time_however_often_it_was_refreshed(journey):
    token, began = journey.tokens()["refresh_token"], clock.now()
    Lending.objects.update(until=began + timedelta(seconds=1))
    with clock.at(began + REFRESH_TOKEN_AT_MOST):
        assert journey.refresh(token).status_code == 400
    assert Lending.objects.get().why == "its time was over"


def test_a_program_gives_back_all_it_was_lent_whichever_token_it_names(journey):
    for name in ("access_token", "refresh_token"):
        tokens = journey.tokens()
        assert journey.ask("revoke", token=tokens[name]).status_code == 200
        assert not works(tokens["access_token"])
        assert journey.refresh(tokens["refresh_token"]).status_code == 400
    assert journey.ask("revoke", token="never was").status_code == 200


def test_another_program_can_neither_revoke_nor_refresh_nor_ask(journey):
    tokens = journey.tokens()
    other = Journey(a_program(owner=staff(email="other@example.test"), name="Another"), journey.browser)
    assert other.ask("revoke", token=tokens["access_token"]).status_code == 200
    assert other.refresh(tokens["refresh_token"]).status_code == 400
    assert other.ask("introspect", token=tokens["access_token"]).json() == {"active": False}
    assert works(tokens["access_token"])
    assert journey.refresh(tokens["refresh_token"]).status_code == 200


def test_a_program_asks_about_its_own_tokens(journey):
    tokens = journey.tokens()
    said = journey.ask("introspect", token=tokens["access_token"]).json()
    assert (said["active"], said["scope"], said["token_type"]) == (True, "clients:read", "Bearer")
    assert journey.ask("introspect", token=tokens["refresh_token"]).json()["active"]
    end_lending(Lending.objects.get(), why="no longer", by=None)
    for name in ("access_token", "refresh_token"):
        assert journey.ask("introspect", token=tokens[name]).json() == {"active": False}
    nobody = Browser().post("/oauth/introspect", "token=x", content_type="application/x-www-form-urlencoded")
    assert (nobody.status_code, nobody.json()["error"]) == (401, "invalid_client")


def test_staff_lend_nothing_without_a_second_factor(journey):
    journey.browser = signed_in(journey.registered.program.application.user, second_factor=False)
    for answer in (journey.page(), journey.browser.post("/oauth/authorize", {"allow": "true"})):
        assert (answer.status_code, answer["Location"]) == (302, "/accounts/2fa/")
    assert not Grant.objects.exists()


def test_a_client_lends_what_is_theirs(db):
    ann, bob = a_client("Ann Sample"), a_client("Bob Sample")
    journey = Journey(a_program(owner=staff()), signed_in(member(ann), second_factor=False))
    token = journey.tokens()["access_token"]
    rows = Browser().get("/api/v1/clients", headers={"Authorization": f"Bearer {token}"}).json()["data"]
    assert [row["number"] for row in rows] == [ann.number]
    assert bob.number not in str(rows)


def test_a_visitor_is_asked_to_sign_in_first(journey):
    journey.browser = Browser()
    told = journey.page()
    assert told.status_code == 302
    assert told["Location"].startswith("/accounts/login/?next=/oauth/authorize")


def test_a_program_on_a_device_has_no_secret_and_goes_the_same_way(db):
    olga = staff()
    registered = a_program(owner=olga, keeps_secret=False, redirects=["http://127.0.0.1/back"])
    assert registered.secret == ""
    journey = Journey(registered, signed_in(olga))
    code = journey.answer(redirect_uri="http://127.0.0.1:49152/back")["code"]
    fields = {"code": code, "redirect_uri": "http://127.0.0.1:49152/back", "code_verifier": journey.verifier}
    tokens = journey.ask(grant_type="authorization_code", **fields).json()
    assert works(tokens["access_token"])
    assert works(journey.refresh(tokens["refresh_token"]).json()["access_token"])
    assert journey.ask("introspect", token=tokens["access_token"]).status_code == 401
    assert journey.ask(grant_type="client_credentials", scope="clients:read").status_code in (400, 401)


def test_a_program_acts_as_its_owner_while_the_owner_is_active(db):
    olga = staff()
    program = a_program(owner=olga, way=FOR_ITS_OWNER, redirects=()).program
    assert program.application.client_secret == ""
    with pytest.raises(NotTheOwner):
        change_secret(program, by=staff("administrator", "boss@example.test"))
    journey = Journey(Registered(program, change_secret(program, by=olga)), Browser())
    tokens = journey.ask(grant_type="client_credentials", scope="clients:read").json()
    assert "refresh_token" not in tokens
    assert works(tokens["access_token"])
    assert AccessToken.objects.get().user == olga
    old = journey
    journey = Journey(Registered(program, change_secret(program, by=olga)), Browser())
    assert old.ask(grant_type="client_credentials", scope="clients:read").json()["error"] == "invalid_client"
    suspend_user(olga, reason="Lost laptop", by=None)
    assert not works(tokens["access_token"])
    refused = journey.ask(grant_type="client_credentials", scope="clients:read").json()
    assert refused["error"] == "unauthorized_client"


def test_what_a_program_without_a_secret_yet_sends_is_nothing(db):
    program = a_program(owner=staff(), way=FOR_ITS_OWNER, redirects=()).program
    fields = {"grant_type": "client_credentials", "scope": "clients:read", "client_secret": ""}
    assert Journey(Registered(program, ""), Browser()).ask(**fields).json()["error"] == "invalid_client"


@pytest.mark.parametrize(
    "fields",
    [
        {"grant_type": "password", "username": "olga@example.test", "password": "correct horse battery staple"},
        {"grant_type": "urn:ietf:params:oauth:grant-type:device_code"},
        {"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer"},
        {"grant_type": ""},
        {},
    ],
)
def test_there_are_no_other_ways_to_a_token(journey, fields):
    answer = journey.ask(**fields)
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/json")
    assert answer.json()["error"] in ("unsupported_grant_type", "invalid_request")


@pytest.mark.parametrize(
    ("sent", "kind"), [("{}", "application/json"), ("grant_type=a%00b", "application/x-www-form-urlencoded"), ("", "")]
)
def test_whatever_is_no_form_is_refused_in_json(db, sent, kind):
    answer = Browser().post("/oauth/token", sent, content_type=kind)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")
    assert Browser().get("/oauth/token").json()["error"] == "invalid_request"


def test_a_disabled_program_is_nobody_and_its_tokens_nothing(journey):
    tokens, program = journey.tokens(), journey.registered.program
    boss = staff("administrator", "boss@example.test")
    move_program(program, "disable", reason="Its maker was bought.", by=boss)
    assert not works(tokens["access_token"])
    assert journey.refresh(tokens["refresh_token"]).json()["error"] == "invalid_client"
    assert journey.page().status_code == 400
    with pytest.raises(WrongProgramState):
        move_program(program, "disable", reason="Again.", by=boss)
    move_program(program, "enable", reason="All is well.", by=boss)
    assert journey.refresh(tokens["refresh_token"]).json()["error"] == "invalid_grant"
    assert works(journey.tokens()["access_token"])


def test_ending_a_program_s_tokens_ends_them_for_everybody(journey):
    mine = journey.tokens()
    other = Journey(journey.registered, signed_in(staff(email="other@example.test")))
    theirs = other.tokens()
    assert end_program_tokens(journey.registered.program, reason="A laptop was lost.", by=None) == 2
    assert not works(mine["access_token"])
    assert not works(theirs["access_token"])
    assert other.refresh(theirs["refresh_token"]).status_code == 400


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"redirects": ["http://program.example/back"]}, "plain http"),
        ({"redirects": ["myapp://back"]}, "https"),
        ({"redirects": ["https://*.program.example/back"]}, "no #"),
        ({"redirects": ["https://program.example/back#part"]}, "no #"),
        ({"redirects": ["javascript:alert(1)"]}, "not an address"),
        ({"redirects": ["https://program.example:port/"]}, "not an address"),
        ({"redirects": []}, "sent back"),
        ({"scope": "clients:read clients:eat"}, "no such scope"),
        ({"scope": ""}, "at least one"),
        ({"way": FOR_ITS_OWNER}, "nobody is sent back"),
        ({"way": FOR_ITS_OWNER, "redirects": (), "keeps_secret": False}, "keeps a secret"),
    ],
)
def test_a_program_that_cannot_be_is_not_registered(db, changes, words):
    with pytest.raises(NotAsDescribed, match=words):
        a_program(owner=staff(), **changes)

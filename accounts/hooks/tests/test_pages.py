"""The page of one's own webhooks, and the office's of all of them."""

import pytest
from django.test import Client as Browser
from django.urls import reverse

from accounts.hooks.models import Hook, Message
from accounts.hooks.tests.scenes import a_hook, a_message, an_owner
from accounts.tests.people import a_client, member, staff


def seen_by(user) -> Browser:
    browser = Browser()
    browser.force_login(user)
    return browser


@pytest.fixture
def ada(db):
    return member(a_client("Ada Example"), "ada@example.test")


def new(**given) -> dict[str, object]:
    return {
        "label": "Our books", "url": "https://books.example/fidus", "environment": "live",
        "about_statements": ["StatementIssued"], "about_redemptions": ["RedemptionPaid"], **given,
    }  # fmt: skip


def test_a_client_makes_one_and_is_told_its_secret_once(ada):
    browser = seen_by(ada)
    assert "None. A webhook is" in browser.get("/accounts/hooks/").content.decode()
    form = browser.get("/accounts/hooks/new/").content.decode()
    assert "Statement issued" in form
    assert "Redemption checked" not in form
    told = browser.post("/accounts/hooks/new/", new())
    hook = Hook.objects.get()
    assert (hook.owner, hook.kinds) == (ada, ["RedemptionPaid", "StatementIssued"])
    assert "whsec_" in told.content.decode()
    assert "no-store" in told["Cache-Control"]
    page = browser.get(f"/accounts/hooks/{hook.pk}/").content.decode()
    assert "whsec_" not in page
    assert "Statement issued" in page
    assert "Our books" in browser.get("/accounts/hooks/").content.decode()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"url": "http://books.example/"}, "This address is not called: begin with https://"),
        ({"about_statements": [], "about_redemptions": []}, "Choose at least one kind of event."),
        ({"about_statements": ["StatementDownloaded"]}, "Select a valid choice"),
    ],
)
def test_bad_input_is_named_and_nothing_that_was_typed_is_lost(ada, given, words):
    answer = seen_by(ada).post("/accounts/hooks/new/", new(**given))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    assert 'value="Our books"' in page
    assert not Hook.objects.exists()


def test_everything_else_is_a_button(ada):
    browser, hook = seen_by(ada), a_hook(by=ada, kinds=["StatementIssued"]).hook
    where = f"/accounts/hooks/{hook.pk}/"
    assert browser.post(f"{where}test/").status_code == 302
    assert Message.objects.get().kind == "TestSent"
    assert "whsec_" in browser.post(f"{where}rotate/").content.decode()
    browser.post(f"{where}change/", {"environment": "test", "about_statements": ["StatementCorrected"]})
    hook.refresh_from_db()
    assert (hook.kinds, hook.environment) == (["StatementCorrected"], "test")
    assert browser.post(f"{where}change/", {"environment": "test"}).status_code == 422
    browser.post(f"{where}switch-off/")
    assert "It is off: its owner did it." in browser.get(where).content.decode()
    browser.post(f"{where}switch-on/")
    letter = a_message(hook, state="dead", attempts=10, status=500)
    page = browser.get(f"{where}?state=dead").content.decode()
    assert "Answered 500" in page
    browser.post(f"{where}messages/{letter.pk}/again/")
    letter.refresh_from_db()
    assert letter.state == "waiting"
    Message.objects.update(state="dead")
    browser.post(f"{where}again/")
    assert set(Message.objects.values_list("state", flat=True)) == {"waiting"}
    partial = browser.get(where, headers={"HX-Request": "true"}).content.decode()
    assert partial.startswith('<section class="card" id="messages"')
    browser.post(f"{where}remove/")
    assert browser.get(where).status_code == 404


def test_an_answer_of_a_receiver_is_for_the_office_alone(ada):
    hook = a_hook(by=ada, kinds=["StatementIssued"]).hook
    message = a_message(hook, state="dead", attempts=10, status=500, answer="inner words of a server")
    assert "inner words" not in seen_by(ada).get(f"/accounts/hooks/{hook.pk}/").content.decode()
    page = seen_by(an_owner()).get(reverse("admin:hooks_message_change", args=[message.pk])).content.decode()
    assert "inner words" in page


def test_what_is_somebody_elses_is_not_there(ada):
    hook = a_hook(by=ada, kinds=["StatementIssued"]).hook
    letter = a_message(hook, state="dead")
    names = ("test", "rotate", "switch_off", "switch_on", "remove", "all_again")
    colleague = member(ada.memberships.get().client, "colleague@example.test")
    for stranger in (colleague, member(a_client("Bruno Sample")), an_owner()):
        browser = seen_by(stranger)
        assert browser.get(f"/accounts/hooks/{hook.pk}/").status_code == 404
        assert browser.get(f"/accounts/hooks/{hook.pk}/change/").status_code == 404
        for name in names:
            assert browser.post(reverse(f"hooks:{name}", args=[hook.pk])).status_code == 404
        assert browser.post(reverse("hooks:again", args=[hook.pk, letter.pk])).status_code == 404
        assert "Our books" not in browser.get("/accounts/hooks/").content.decode()
    assert Browser().get("/accounts/hooks/").status_code == 302
    viewer = seen_by(staff("viewer", "viewer@example.test"))
    assert viewer.get("/accounts/hooks/").status_code == 403
    assert "/accounts/hooks/" not in viewer.get("/accounts/programs/").content.decode()


def test_the_office_sees_all_and_deals_with_dead_letters(ada):
    hook = a_hook(by=ada, kinds=["StatementIssued"]).hook
    letters = [a_message(hook, state="dead", attempts=10, error="it refused the connection") for _ in range(3)]
    office = an_owner()
    browser = seen_by(office)
    more = "/backoffice/hooks/message/?state__exact=dead"
    home = browser.get("/backoffice/").content.decode()
    assert "3 dead letters of webhooks" in home
    assert more in home
    assert "it refused the connection" in browser.get(more).content.decode()
    assert "Our books" in browser.get("/backoffice/hooks/hook/").content.decode()
    browser.post(f"/backoffice/hooks/message/{letters[0].pk}/send_again/")
    browser.post(f"/backoffice/hooks/message/{letters[1].pk}/give_up/", {"reason": "Old"})
    assert [row.state for row in Message.objects.order_by("pk")] == ["waiting", "dropped", "dead"]
    browser.post(f"/backoffice/hooks/hook/{hook.pk}/send_all_again/")
    assert Message.objects.filter(state="waiting").count() == 2
    browser.post(f"/backoffice/hooks/hook/{hook.pk}/switch_off/", {"reason": "It floods us"})
    hook.refresh_from_db()
    assert (hook.state, hook.why) == ("off", "It floods us")
    assert "Dead letters" not in browser.get("/backoffice/").content.decode()


def test_others_of_the_office_look_but_do_not_touch(ada):
    hook = a_hook(by=ada, kinds=["StatementIssued"]).hook
    letter = a_message(hook, state="dead")
    officer = seen_by(staff("compliance_officer"))
    assert officer.get(f"/backoffice/hooks/hook/{hook.pk}/change/").status_code == 200
    assert officer.post(f"/backoffice/hooks/message/{letter.pk}/give_up/", {"reason": "x"}).status_code == 403
    trader = seen_by(staff("trader", "tom@example.test"))
    assert trader.get("/backoffice/hooks/hook/").status_code == 403

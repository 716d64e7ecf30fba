"""The pages of one's own notices, and the office's of everybody's."""

from decimal import Decimal

import pytest
from django.test import Client as Browser
from django.urls import reverse

from accounts.hooks.sealing import opened
from accounts.notices.models import Channel, FigureAlert, Habits, Notice, NoticeRule
from accounts.notices.services.make_figure_alert import make_figure_alert
from accounts.notices.services.move_channel import move_channel
from accounts.notices.tests.scenes import TELEGRAM, a_notice, a_rule, an_owner, mail_channel, telegram_channel
from accounts.tests.people import a_client, member, staff

HOME = "/accounts/notices/"


def seen_by(user) -> Browser:
    browser = Browser()
    browser.force_login(user)
    return browser


@pytest.fixture
def ada(db):
    return member(a_client("Ada Example"), "ada@example.test")


def test_a_client_has_a_channel_confirmed_and_chooses_what_she_hears(ada):
    browser = seen_by(ada)
    assert "None yet. A channel is where you are told" in browser.get(HOME).content.decode()
    assert "Telegram" in browser.get(f"{HOME}channels/new/").content.decode()
    form = browser.get(f"{HOME}channels/new/telegram/").content.decode()
    assert "Token of the bot" in form
    answer = browser.post(f"{HOME}channels/new/telegram/", {"label": "My phone", **TELEGRAM}, follow=True)
    channel = Channel.objects.get()
    assert "A code was sent by it" in answer.content.decode()
    assert TELEGRAM["token"] not in answer.content.decode()
    wrong = browser.post(f"{HOME}channels/{channel.pk}/confirm/", {"code": "1"})
    assert (wrong.status_code, "not the code that was sent" in wrong.content.decode()) == (422, True)
    browser.post(f"{HOME}channels/{channel.pk}/confirm/", {"code": opened(channel.code)})
    page = browser.get(f"{HOME}rules/new/").content.decode()
    assert "Statement issued" in page
    assert "Alert opened" not in page
    group = page.partition('value="StatementIssued"')[0].rpartition('name="')[2].partition('"')[0]
    browser.post(f"{HOME}rules/new/", {"channel": channel.pk, "pace": "daily", group: ["StatementIssued"]})
    rule = NoticeRule.objects.get()
    assert (rule.owner, rule.kinds, rule.pace) == (ada, ["StatementIssued"], "daily")
    page = browser.get(HOME).content.decode()
    assert "Statement issued" in page
    assert "Gathered once a day, by My phone" in page
    assert "Figures that you watch" not in page
    browser.post(f"{HOME}rules/{rule.pk}/", {"channel": channel.pk, "pace": "at_once", group: ["StatementCorrected"]})
    rule.refresh_from_db()
    assert (rule.kinds, rule.pace) == (["StatementCorrected"], "at_once")
    browser.post(f"{HOME}rules/{rule.pk}/end/")
    assert browser.get(f"{HOME}rules/{rule.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"token": "no token"}, "That is none. As BotFather told it"),
        ({"chat": "@somebody"}, "That is none. Digits"),
        ({"label": ""}, "This field is required"),
    ],
)
def test_bad_input_is_named_and_no_secret_is_sent_back(ada, given, words):
    answer = seen_by(ada).post(f"{HOME}channels/new/telegram/", {"label": "My phone", **TELEGRAM, **given})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    assert TELEGRAM["token"] not in page
    assert not Channel.objects.exists()


def test_everything_else_is_a_button(ada):
    browser, channel = seen_by(ada), telegram_channel(ada)
    where = f"{HOME}channels/{channel.pk}/"
    browser.post(f"{where}test/")
    assert Notice.objects.get().kind == "TestSent"
    browser.post(f"{where}pause/")
    assert "It is paused: its owner did it." in browser.get(where).content.decode()
    browser.post(f"{where}resume/")
    Notice.objects.update(state="dead", error="it answered 500")
    assert "It answered 500" in browser.get(f"{HOME}told/?state=dead").content.decode()
    browser.post(f"{where}again/")
    assert Notice.objects.get().state == "waiting"
    partial = browser.get(where, headers={"HX-Request": "true"}).content.decode()
    assert partial.startswith('<section class="card" id="told"')
    browser.post(f"{where}remove/")
    assert browser.get(where).status_code == 404


def test_times_are_kept_by_the_clock_on_the_wall(ada):
    browser = seen_by(ada)
    given = {
        "zone": "Europe/London", "quiet_from": "22:00", "quiet_until": "07:00", "urgent_passes": "on", "daily_at": "7",
    }  # fmt: skip
    assert browser.post(f"{HOME}habits/", given).status_code == 302
    assert Habits.objects.get().timing.zone == "Europe/London"
    assert "22:00 to 07:00, but what is urgent" in browser.get(HOME).content.decode()
    bad = browser.post(f"{HOME}habits/", {**given, "quiet_until": ""})
    assert (bad.status_code, "a beginning and an end" in bad.content.decode()) == (422, True)


def test_a_trader_watches_a_figure(db):
    tom = staff("trader", "tom@example.test")
    channel = mail_channel(tom)
    browser = seen_by(tom)
    page = browser.get(f"{HOME}figures/new/").content.decode()
    assert "Chance that the worst window" in page
    office = seen_by(staff("back_office"))
    mail_channel(office.get(HOME).wsgi_request.user)
    given = {
        "of": "", "below": "above", "threshold": "1", "clears_at": "0",
        "channel": Channel.objects.exclude(pk=channel.pk).get().pk,
    }  # fmt: skip
    answer = office.post(f"{HOME}figures/new/approvals/", given)
    assert answer.status_code == 302
    alert = FigureAlert.objects.get()
    assert alert.words == "Approvals that wait for you: Yours to decide"
    assert "Approvals that wait for you" in office.get(HOME).content.decode()
    bad = office.post(f"{HOME}figures/new/approvals/", {**given, "clears_at": "2"})
    assert (bad.status_code, "ends there or below" in bad.content.decode()) == (422, True)
    for name, state in (("switch_off", "off"), ("switch_on", "armed"), ("remove_alert", "removed")):
        office.post(reverse(f"notices:{name}", args=[alert.pk]))
        alert.refresh_from_db()
        assert alert.state == state
    assert browser.get(f"{HOME}figures/new/nothing/").status_code == 404


def test_what_is_somebody_elses_is_not_there(ada):
    channel = telegram_channel(ada)
    rule = a_rule(channel, kinds=["StatementIssued"])
    a_notice(channel, title="Only for Ada", state="sent")
    tom = staff("trader", "tom@example.test")
    mine = mail_channel(tom)
    colleague = member(ada.memberships.get().client, "colleague@example.test")
    for stranger in (colleague, member(a_client("Bruno Sample")), an_owner()):
        browser = seen_by(stranger)
        assert browser.get(f"{HOME}channels/{channel.pk}/").status_code == 404
        assert browser.get(f"{HOME}rules/{rule.pk}/").status_code == 404
        for name in ("confirm", "code", "test", "pause", "resume", "remove", "again"):
            assert browser.post(reverse(f"notices:{name}", args=[channel.pk])).status_code == 404
        assert browser.post(reverse("notices:end_rule", args=[rule.pk])).status_code == 404
        assert "Only for Ada" not in browser.get(HOME).content.decode() + browser.get(f"{HOME}told/").content.decode()
    alert = make_figure_alert(
        figure="approvals", of="", below=False, threshold=Decimal(1), clears_at=Decimal(0), channel=mine, by=tom
    )
    for name in ("switch_off", "switch_on", "remove_alert"):
        assert seen_by(ada).post(reverse(f"notices:{name}", args=[alert.pk])).status_code == 404
    assert Browser().get(HOME).status_code == 302
    nobody = staff("trader", "nobody@example.test")
    nobody.groups.clear()
    assert seen_by(nobody).get(HOME).status_code == 403
    # A channel of somebody else's cannot be chosen either.
    form = seen_by(tom).post(
        f"{HOME}rules/new/", {"channel": channel.pk, "pace": "at_once", "about_alerts": ["AlertOpened"]}
    )
    assert form.status_code == 422


def test_home_says_that_a_channel_of_ones_own_fails(db):
    tom = staff("trader", "tom@example.test")
    channel = mail_channel(tom)
    assert "channel of yours is paused" not in seen_by(tom).get("/backoffice/").content.decode()
    Channel.objects.update(failing_since=channel.made_at, failures=5)
    move_channel(channel, "pause", why="it failed 5 times on end", by=None)
    assert "1 channel of yours is paused" in seen_by(tom).get("/backoffice/").content.decode()


def test_the_office_sees_what_was_sent_but_not_what_it_said(ada):
    channel = telegram_channel(ada)
    dead = [a_notice(channel, state="dead", error="it answered 500", text="inner words") for _ in range(3)]
    browser = seen_by(an_owner())
    assert "3 notices were not sent" in browser.get("/backoffice/").content.decode()
    page = browser.get("/backoffice/notices/notice/?state__exact=dead").content.decode()
    assert "it answered 500" in page
    one = browser.get(f"/backoffice/notices/notice/{dead[0].pk}/change/").content.decode()
    assert "inner words" not in page + one
    listed = browser.get("/backoffice/notices/channel/").content.decode()
    shown = browser.get(f"/backoffice/notices/channel/{channel.pk}/change/").content.decode()
    assert "My phone" in listed
    assert TELEGRAM["token"] not in listed + shown
    browser.post(f"/backoffice/notices/notice/{dead[0].pk}/send_again/")
    browser.post(f"/backoffice/notices/notice/{dead[1].pk}/give_up/", {"reason": "Old"})
    assert [row.state for row in Notice.objects.order_by("pk")] == ["waiting", "dropped", "dead"]
    browser.post(f"/backoffice/notices/channel/{channel.pk}/pause/", {"reason": "It floods them"})
    channel.refresh_from_db()
    assert (channel.state, channel.why) == ("paused", "It floods them")


def test_others_of_the_office_look_but_do_not_touch(ada):
    letter = a_notice(telegram_channel(ada), state="dead")
    officer = seen_by(staff("compliance_officer"))
    assert officer.get(f"/backoffice/notices/notice/{letter.pk}/change/").status_code == 200
    assert officer.post(f"/backoffice/notices/notice/{letter.pk}/give_up/", {"reason": "x"}).status_code == 403
    trader = seen_by(staff("trader", "tom@example.test"))
    assert trader.get("/backoffice/notices/notice/").status_code == 403

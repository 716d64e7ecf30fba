"""The pages of visits, lines and pushed news: who opens them, what they say, and that each act is one service."""

from datetime import timedelta
from urllib.parse import quote_plus

import pytest
from django.contrib.admin.utils import quote
from django.urls import reverse

from accounts.tests.people import member, staff
from accounts.trail.api import events_about
from fidus.lib import clock
from trading.brokers.mt5.tests.test_messages import POSITION
from trading.connections.models import Connection
from trading.connections.tests import scenes as connections
from trading.events import subject_of
from trading.models import Deal
from trading.watch.models import GatewayHealth, PushedNews, Watch
from trading.watch.services.enrol_accounts import enrol_accounts
from trading.watch.tests.test_inbox import TOO_MUCH
from trading.watch.tests.test_push import a_gateway, deal, money, news, post, taken_all

pytestmark = pytest.mark.usefixtures("db")


def at(name, *args):
    return reverse(f"admin:watch_{name}", args=args)


@pytest.fixture
def account():
    account = connections.connected().account
    enrol_accounts()
    return account


@pytest.fixture
def desk(client):
    client.force_login(staff("trader"))
    return client


def put_aside(client, **told):
    """One message whose figures no table holds, put aside with its trade booked or not."""
    gateway = a_gateway()
    account = connections.connected(gateway).account
    enrol_accounts()
    bad = news(account, account=money(account, equity=TOO_MUCH), positions=[POSITION], deals=[deal()], **told)
    assert post(client, gateway, bad) == 204
    taken_all()
    return PushedNews.objects.get()


def test_pages_open_for_trading_staff_and_for_no_stranger(client, account):
    aside = put_aside(client)
    line = GatewayHealth.objects.first()
    pages = [
        at("watch_changelist"), at("watch_change", account.pk), at("gatewayhealth_changelist"),
        at("gatewayhealth_change", quote(line.pk)), at("pushednews_changelist"), at("pushednews_change", aside.pk),
        at("watch_look", account.pk), at("watch_rest", account.pk), at("pushednews_again", aside.pk),
        at("pushednews_discard", aside.pk),
    ]  # fmt: skip
    for person, status in ((staff(), 200), (staff("trader", "t@example.test"), 200), (member(), 302)):
        client.force_login(person)
        assert [client.get(url).status_code for url in pages] == [status] * len(pages)
    client.force_login(staff("viewer", "v@example.test"))
    assert [client.get(url).status_code for url in pages] == [200] * 6 + [403] * 4
    client.logout()
    assert {client.get(url).status_code for url in pages} == {302}
    stranger = staff(email="s@example.test")
    stranger.groups.clear()
    client.force_login(stranger)
    assert {client.get(url).status_code for url in pages} == {403}


def test_empty_lists_say_what_their_emptiness_means(desk):
    assert "Every account that is connected" in desk.get(at("watch_changelist")).text
    assert "A line stands here" in desk.get(at("gatewayhealth_changelist")).text
    assert "nothing is lost" in desk.get(at("pushednews_changelist")).text


def test_a_failure_is_told_with_what_it_means_and_what_to_do(desk, account):
    Watch.objects.update(
        failures=4, failure_kind="login refused", failure_code="-6", failure_words="the broker says no",
        state="refused", failed_at=clock.now(), due_at=clock.now() + timedelta(hours=23),
    )  # fmt: skip
    assert "Login refused" in desk.get(at("watch_changelist")).text
    page = desk.get(at("watch_change", account.pk)).text
    for words in ("the broker says no (-6)", "Replace the secrets", "in 22", str(account)):
        assert words in page
    Watch.objects.update(failure_kind="of another release")
    assert desk.get(at("watch_change", account.pk)).status_code == 200
    Watch.objects.update(state="watching", failures=0, failure_kind="remark", failure_words="It is kept as demo.")
    page = desk.get(at("watch_change", account.pk)).text
    assert ("Not as written here" in page, "It is kept as demo." in page) == (True, True)
    Watch.objects.update(failure_kind="", failure_words="")
    assert "Last failure" not in desk.get(at("watch_change", account.pk)).text


def test_who_is_visited_and_until_when_is_shown(desk, account):
    now = clock.now()
    Watch.objects.update(began_at=now, lease="0" * 32, leased_until=now + timedelta(seconds=12))
    assert "being visited" in desk.get(at("watch_changelist")).text
    assert "held until" in desk.get(at("watch_change", account.pk)).text


def test_looking_now_and_resting_are_the_services_own(desk, account):
    Watch.objects.update(due_at=clock.now() + timedelta(hours=1), began_at=clock.now())
    assert desk.post(at("watch_look", account.pk)).url == at("watch_change", account.pk)
    assert Watch.objects.get().due_at <= clock.now()
    desk.post(at("watch_rest", account.pk), {"reason": "The broker moves"})
    assert Connection.objects.get().pause_reason == "The broker moves"
    enrol_accounts()
    page = desk.get(at("watch_change", account.pk)).text
    assert ("Resting" in page, "paused: The broker moves" in page) == (True, True)
    assert at("watch_look", account.pk) not in page
    refused = desk.post(at("watch_look", account.pk)).text
    assert "Nobody visits this account" in refused
    desk.post(at("watch_resume", account.pk), {"reason": "Back"})
    enrol_accounts()
    assert Watch.objects.get().state == "watching"


def test_a_line_is_named_by_its_gateway_its_terminal_or_its_platform():
    assert str(GatewayHealth(line="mt5:3", name="Bridge")) == "Bridge"
    assert str(GatewayHealth(line="mt5:3/two", name="Bridge")) == "Bridge, terminal two"
    assert str(GatewayHealth(line="paper:-")) == "Paper, no gateway"


def test_an_open_breaker_says_until_when_and_leads_to_its_accounts(desk, account):
    line = GatewayHealth.objects.get()
    GatewayHealth.objects.update(
        state="open", failures=5, openings=1, opened_at=clock.now(), again_at=clock.now() + timedelta(seconds=40),
        words="no route to the bridge",
    )  # fmt: skip
    listed = desk.get(at("gatewayhealth_changelist")).text
    assert ("Breaker open" in listed, "in 3" in listed, f"q={quote_plus(line.pk)}" in listed) == (True, True, True)
    page = desk.get(at("gatewayhealth_change", quote(line.pk))).text
    assert "no route to the bridge" in page
    assert "5 visits in a row had no answer" in page
    assert str(account) in desk.get(at("watch_changelist"), {"q": line.pk}).text


def test_what_was_put_aside_is_taken_again_without_its_figures(client):
    aside = put_aside(client)
    client.force_login(staff("trader"))
    page = client.get(at("pushednews_change", aside.pk)).text
    assert "1 trade," in page
    assert aside.reason[:20] in page
    assert Deal.objects.count() == 1
    assert client.post(at("pushednews_again", aside.pk)).url == at("pushednews_changelist")
    assert not PushedNews.objects.exists()
    assert Deal.objects.count() == 1
    told = events_about(subject=subject_of(aside.account_id))[0]
    assert (told.kind, told.data["told"], told.data["new"]) == ("PushedNewsTaken", 1, 0)
    assert client.post(at("pushednews_again", aside.pk)).status_code == 404


def test_a_trade_that_could_not_be_booked_then_is_booked_now(client):
    aside = put_aside(client)
    told = news(aside.account, deals=[deal(), deal(5002)]).body().decode()
    PushedNews.objects.update(body=told)
    client.force_login(staff("trader"))
    client.post(at("pushednews_again", aside.pk))
    assert set(Deal.objects.values_list("ticket", flat=True)) == {5001, 5002}


def test_nothing_is_discarded_that_may_be_known_from_it_alone(client):
    aside = put_aside(client)
    client.force_login(staff("trader"))
    page = at("pushednews_discard", aside.pk)
    assert "known from here alone" in client.post(page, {"reason": "Nonsense"}).text
    assert PushedNews.objects.exists()
    Watch.objects.update(deep_at=clock.now())
    client.post(page, {"reason": "Nonsense"})
    assert not PushedNews.objects.exists()
    told = events_about(subject=subject_of(aside.account_id))[0]
    assert (told.kind, told.data["reason"], told.data["why_aside"]) == ("PushedNewsDiscarded", "Nonsense", aside.reason)


def test_lists_ask_the_same_questions_however_long_they_are(desk, django_assert_max_num_queries):
    gateway = connections.bridge()
    for number in range(12):
        connections.connected(gateway, options={"terminal": str(number)})
    enrol_accounts()
    for page in ("watch_changelist", "gatewayhealth_changelist"):
        with django_assert_max_num_queries(14):
            assert desk.get(at(page)).status_code == 200

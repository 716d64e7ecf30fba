"""The monitor, the exposure and an account's page, as one who may look and one who may not."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.tests.people import a_client, member, staff
from fidus.lib import clock
from trading.alerts.models import Alert, AlertRule
from trading.monitor.tests.scenes import (
    NOW,
    TODAY,
    a_day,
    a_deal,
    a_firm,
    an_account,
    an_order,
    hold,
    imported,
    kept,
    stand,
)
from trading.reconciliation.models import Break
from trading.watch.models import GatewayHealth, Watch

pytestmark = pytest.mark.django_db
MONITOR, EXPOSURE = "admin:monitor_accounts", "admin:monitor_exposure"


@pytest.fixture(autouse=True)
def _now():
    with clock.at(NOW):
        yield


@pytest.fixture
def desk(client):
    client.force_login(staff("trader"))
    return client


def page(client, name, *args, htmx=False, **given):
    answer = client.get(reverse(name, args=args), given, headers={"HX-Request": "true"} if htmx else {})
    assert answer.status_code == 200
    return answer.content.decode()


def account_page(client, account, **given):
    return page(client, "admin:trading_brokeraccount_change", account.pk, **given)


def rows(text):
    return [re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", row)) for row in re.findall(r"<tr>(.*?)</tr>", text, re.DOTALL)]


def test_all_accounts_stand_on_one_page_with_source_and_age(desk):
    a_firm()
    shown = rows(page(desk, MONITOR))
    told = {row.split()[1]: row for row in shown if row.split()[0] in {"MT5", "Paper"}}
    assert "Live 12 s 1,837,934.05" in told["4471"]
    assert "612.00" in told["4471"]
    assert "Stale" in told["8820"]
    assert "2 h 14 min" in told["8820"]
    assert "Simulated" in told["P-07"]
    assert "Imported 1 day 81,114.90" in told["3002"]
    assert "Not read yet" in told["5005"]


def test_the_page_names_what_is_stale_and_sums_real_money_alone(desk):
    a_firm()
    text = page(desk, MONITOR)
    assert "MT5 8820 is stale." in re.sub(r"\s+", " ", re.sub("<[^>]+>", "", text))
    assert "2,912,643.82" in text
    assert "3,954,521.13" not in text


def test_the_same_address_answers_with_the_part_that_is_read_again(desk):
    firm = a_firm()
    part = page(desk, MONITOR, htmx=True, show="live")
    assert part.lstrip().startswith('<div class="stack-y" id="monitor"')
    assert 'hx-trigger="every 30s, live' in part
    assert f'data-live="account:{firm["live"].pk}"' in part
    assert "show=live" in part


def test_tabs_words_brokers_and_order_narrow_and_survive_each_other(desk):
    a_firm()
    assert "MT5 4471" not in page(desk, MONITOR, show="stale", htmx=True).partition("<tbody>")[2]
    text = page(desk, MONITOR, q="sample", sort="-equity")
    assert "MT5 8820" in text
    assert "MT5 4471" not in text
    assert "q=sample&amp;sort=equity" in text
    assert "No account is like that" in page(desk, MONITOR, q="nobody")
    assert page(desk, MONITOR, q="a\0b", show="nonsense", sort="nonsense", page="x")


def test_more_accounts_than_a_page_holds_are_turned_over(desk):
    for number in range(55):
        stand(an_account(str(number + 1), broker="Invented"))
    assert "1 to 50 of 55" in page(desk, MONITOR)
    assert len([row for row in rows(page(desk, MONITOR, page=2)) if row.startswith(" MT5")]) == 5


def test_without_accounts_the_next_step_is_offered(desk):
    text = page(desk, MONITOR)
    assert "No account yet" in text
    assert reverse("admin:trading_brokeraccount_open") in text


def test_a_table_of_what_is_shown_is_taken_out(desk):
    a_firm()
    an_account("1", name="=cmd|' /C calc'!A0", broker="@Broker")
    answer = desk.get(reverse(MONITOR), {"format": "csv"})
    found = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    live = next(row for row in found if row["Account"] == "MT5 4471")
    assert (live["Equity"], live["Source"], live["Told at (UTC)"]) == ("1822410.90", "Live", "2026-11-20 09:59:48")
    assert {row["Name"] for row in found if row["Account"] == "MT5 1"} == {"'=cmd|' /C calc'!A0"}
    assert desk.get(reverse(MONITOR), {"format": "xlsx", "show": "stale"}).content[:2] == b"PK"


def test_exposure_shows_real_money_and_simulated_money_apart(desk):
    firm = a_firm()
    hold(firm["simulated"], "BTCUSD")
    assert "BTCUSD" not in page(desk, EXPOSURE)
    assert "XAUUSD" in page(desk, EXPOSURE)
    assert "BTCUSD" in page(desk, EXPOSURE, of="simulated", htmx=True)
    answer = desk.get(reverse(EXPOSURE), {"format": "csv"})
    assert b"EURUSD,EURUSD,lots,,USD,1,2,0.1" in answer.content


def test_where_nothing_is_held_exposure_says_so(desk):
    assert "Nothing is held" in page(desk, EXPOSURE)


def test_an_accounts_page_shows_all_that_is_known_of_it(desk):
    live = a_firm()["live"]
    a_deal(live, "1,".rstrip(",") + "23.45")
    an_order(live)
    for day in range(1, 5):
        a_day(live, TODAY - timedelta(days=day), 1_800_000 + day)
    Break.objects.create(
        account=live, kind="position", subject="XAUUSD", ours=1, theirs=2, reason="A deal is missing.",
        state="open", since=NOW, seen_at=NOW, opened_at=NOW,
    )  # fmt: skip
    text = account_page(desk, live)
    for words in (
        "1,822,410.90", "XAUUSD", "+123.45", "buy limit", "A deal is missing.", "Equity over time", "TradingView",
        "19 Nov 2026", "It is not connected to its broker",
    ):  # fmt: skip
        assert words in text, words


def test_an_account_page_is_read_again_without_its_curve(desk):
    live = a_firm()["live"]
    part = account_page(desk, live, htmx=True)
    assert part.lstrip().startswith('<div class="stack-y" id="account-now"')
    assert 'id="account-holdings" hx-swap-oob="true"' in part
    assert "curve-card" not in part


def test_why_an_account_is_stale_is_said(desk):
    stale = a_firm()["stale"]
    text = account_page(desk, stale)
    assert "The account is no longer connected." in text


def test_the_curve_is_given_as_numbers_and_as_files(desk):
    account = an_account()
    kept(account, NOW - timedelta(hours=1), "1000.50")
    stand(account)
    address = reverse("admin:monitor_curve", args=[account.pk])
    told = desk.get(address, {"span": "day"})
    assert [value for _, value in told.json()["equity"]] == ["1000.50", "1000.00"]
    assert "no-store" in told["Cache-Control"]
    assert b"2026-11-20 09:00:00,USD,1000.00,1000.50" in desk.get(address, {"span": "day", "format": "csv"}).content


def test_who_may_not_see_accounts_sees_none_of_it(client):
    account = an_account()
    client.force_login(staff(email="new@example.test", role="viewer"))
    assert client.get(reverse(MONITOR)).status_code == 200
    client.logout()
    addresses = [
        reverse(MONITOR), reverse(EXPOSURE), reverse("admin:monitor_curve", args=[account.pk]),
        reverse("admin:trading_brokeraccount_change", args=[account.pk]),
    ]  # fmt: skip
    assert {client.get(address).status_code for address in addresses} == {302}
    stranger = staff(email="stranger@example.test")
    stranger.groups.clear()
    client.force_login(stranger)
    assert {client.get(address).status_code for address in addresses} == {403}
    client.force_login(member(a_client()))
    assert {client.get(address).status_code for address in addresses} <= {302, 403}


def test_an_account_that_is_not_there_is_not_found(desk):
    for pk in ("999999", "x", "9" * 30):
        assert desk.get(f"/backoffice/trading/brokeraccount/{pk}/change/").status_code == 404


def test_more_accounts_ask_no_more_questions(desk, django_assert_num_queries):
    firm = a_firm()
    a_day(firm["live"], TODAY - timedelta(days=1), "1000")
    page(desk, MONITOR)
    with django_assert_num_queries(QUERIES["monitor"]):
        page(desk, MONITOR)
    for number in range(20):
        account = an_account(str(number + 100), broker=f"Broker {number}")
        stand(account)
        a_day(account, TODAY - timedelta(days=1), "1000")
    with django_assert_num_queries(QUERIES["monitor"]):
        page(desk, MONITOR)


def test_a_full_account_asks_no_more_questions_than_a_thin_one(desk, django_assert_num_queries):
    live = a_firm()["live"]
    a_deal(live)
    for day in (1, 2):
        a_day(live, TODAY - timedelta(days=day), "1000")
    account_page(desk, live)
    with django_assert_num_queries(QUERIES["account"]):
        account_page(desk, live)
    for _ in range(12):
        a_deal(live), an_order(live), hold(live)
    with django_assert_num_queries(QUERIES["account"]):
        account_page(desk, live)


def test_open_alerts_stand_on_the_accounts_page(desk):
    live = a_firm()["live"]
    rule = AlertRule.objects.filter(kind="margin_level").first()
    Alert.objects.create(rule=rule, account=live, threshold=150, figure=120, state="open", opened_at=NOW)
    text = account_page(desk, live)
    assert rule.get_kind_display() in text


def test_who_may_has_an_account_looked_at_now(client):
    account = a_firm()["live"]
    line = GatewayHealth.objects.create(line="mt5:1")
    Watch.objects.create(account=account, line=line, due_at=NOW + timedelta(seconds=25), began_at=NOW)
    address = reverse("admin:monitor_look", args=[account.pk])
    client.force_login(staff("viewer", email="viewer@example.test"))
    assert address not in account_page(client, account)
    assert client.post(address).status_code == 403
    client.force_login(staff("trader"))
    assert address in account_page(client, account)
    assert client.get(address).status_code == 405
    assert "looked at now" in client.post(address, follow=True).content.decode()
    watch = Watch.objects.get()
    assert (watch.asked_at, watch.due_at) == (NOW, NOW)


def test_read_now_on_the_monitor_has_all_that_are_shown_visited_at_most_once_in_ten_seconds(client):
    firm = a_firm()
    line = GatewayHealth.objects.create(line="mt5:1")
    lost = GatewayHealth.objects.create(
        line="mt5:2", state="open", opened_at=NOW, again_at=NOW + timedelta(seconds=40), failures=5
    )
    later, before = NOW + timedelta(seconds=20), NOW - timedelta(seconds=30)
    for name, through in (("live", line), ("simulated", line), ("stale", lost), ("unread", line)):
        state = "refused" if name == "unread" else "watching"
        Watch.objects.create(account=firm[name], line=through, due_at=later, began_at=before, state=state)
    address = reverse("admin:monitor_look_at_all")
    client.force_login(staff("viewer", email="viewer@example.test"))
    assert address not in page(client, MONITOR)
    assert client.post(address).status_code == 403
    client.force_login(staff("trader"))
    assert address in page(client, MONITOR)
    assert client.get(address).status_code == 405
    told = client.post(f"{address}?show=live", headers={"HX-Request": "true"}).text
    assert "Asked at 10:00:00 UTC: 1 account is visited now" in told
    assert (told.count('id="monitor"'), 'id="said" role="status" hx-swap-oob' in told) == (1, True)
    assert Watch.objects.filter(due_at=NOW, asked_at=NOW).count() == 1
    answer = client.post(address, follow=True).text
    for words in (
        "1 account is visited now and stands here with new figures within half a minute",
        "1 waits until a gateway answers again, at 10:00:40 UTC at the earliest",
        "1 was visited, or asked for, within the last 10 seconds", "1 had its login refused", "1 is not connected",
    ):  # fmt: skip
        assert words in answer, words
    assert Watch.objects.get(account=firm["unread"]).due_at == later
    assert "3 were visited, or asked for" in client.post(address, follow=True).text
    with clock.at(NOW + timedelta(seconds=11)):
        Watch.objects.filter(state="watching").update(began_at=NOW + timedelta(seconds=1), due_at=later)
        assert "2 accounts are visited now" in client.post(address, follow=True).text


def test_an_account_that_nobody_visits_says_so_when_a_look_is_asked_for(desk):
    account = imported()
    assert (
        "Nobody visits this account"
        in desk.post(reverse("admin:monitor_look", args=[account.pk]), follow=True).content.decode()
    )


QUERIES = {"monitor": 10, "account": 22}

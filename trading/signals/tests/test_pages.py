"""The pages of the back office: who sees which rows, and what each may do with them."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import User
from accounts.tests.people import staff
from accounts.trail.api import events_about
from trading.signals.models import Door, RawSignal, Strategy
from trading.signals.services.receive_signal import receive_signal
from trading.signals.tests.scenes import a_developer, a_door, a_strategy

pytestmark = pytest.mark.usefixtures("db")
LISTS = ("strategy", "door", "signal", "rawsignal")


def seen_by(user) -> Browser:
    browser = Browser()
    browser.force_login(user)
    return browser


def page(model, what="changelist", *args):
    return reverse(f"admin:signals_{model}_{what}", args=args)


@pytest.fixture
def sent():
    """A strategy that has sent, and its rows by model."""
    opened = a_door(a_strategy(a_developer("ada.dev@example.test")))
    receipt = receive_signal(door=opened.door, body=b"BUY EURUSD SL 1.07 <b>")
    receipt = receive_signal(door=opened.door, body=b"BUY EURUSD SL 1.07 TP 1.10")
    rows = {"strategy": opened.door.strategy.pk, "door": opened.door.pk, "rawsignal": receipt.message}
    return opened.door.strategy, {**rows, "signal": receipt.signal}


def test_developers_see_their_own_rows_and_no_others(sent):
    strategy, rows = sent
    own, other, trader = seen_by(strategy.developer), seen_by(a_developer()), seen_by(staff("trader", "t@example.test"))
    for model in LISTS:
        assert strategy.code in own.get(page(model)).content.decode()
        assert strategy.code in trader.get(page(model)).content.decode()
        assert strategy.code not in other.get(page(model)).content.decode()
        assert own.get(page(model, "change", rows[model])).status_code == 200
        assert other.get(page(model, "change", rows[model])).status_code in {302, 404}
        assert strategy.code not in other.get(page(model, "change", rows[model]), follow=True).content.decode()
        assert seen_by(staff("trader", f"{model}@example.test")).get(page(model)).status_code == 200


def test_what_a_stranger_wrote_is_shown_as_text(sent):
    strategy, _ = sent
    shown = seen_by(strategy.developer).get(page("rawsignal")).content.decode()
    assert "&lt;b&gt;" in shown
    assert "1.07 <b>" not in shown


def test_a_strategy_is_registered_activated_and_given_a_door():
    dev, trader = a_developer(), staff("trader", "tess@example.test")
    browser = seen_by(trader)
    form = {"code": "mean-1", "name": "Mean", "developer": dev.pk, "environment": "staging", "asset": "forex",
            "mode": "dry run", "valid_for": 60}  # fmt: skip
    assert browser.post(page("strategy", "register"), form).status_code == 302
    strategy = Strategy.objects.get(code="MEAN-1")
    assert "already" in browser.post(page("strategy", "register"), form).content.decode()
    assert browser.post(page("strategy", "activate", strategy.pk), {"reason": "tried"}).status_code == 302
    told = browser.post(
        page("strategy", "open_door", strategy.pk),
        {"kind": "webhook", "tradingview": "on", "calls_a_minute": 60, "names": "symbol = data.ticker", "actions": ""},
    )
    door = Door.objects.get()
    secret = told.content.decode().split("testserver/signals/")[-1].split(":8000/signals/")[-1][:40]
    assert secret.startswith(door.hint)
    assert (len(door.allowed), door.names) == (4, {"symbol": "data.ticker"})
    assert "no-store" in told["Cache-Control"]
    assert secret not in browser.get(page("door", "change", door.pk)).content.decode()
    kinds = [event.kind for event in events_about(subject=strategy.subject)]
    assert kinds == ["StrategyActivated", "StrategyRegistered"]
    assert secret not in str(events_about(subject=door.subject))
    assert browser.post(page("door", "close", door.pk), {"reason": "leaked"}).status_code == 302
    door.refresh_from_db()
    assert (door.state, door.why) == ("closed", "leaked")


def test_a_developer_tries_a_strategy_of_staging_with_a_sample():
    dev = a_developer()
    staging, production = a_strategy(dev, environment="staging"), a_strategy(dev)
    browser = seen_by(dev)

    def tried(strategy, browser=browser, **form):
        return browser.post(page("strategy", "try", strategy.pk), form, follow=True)

    assert "Open a door" in tried(staging, sample="forex").content.decode()
    for strategy in (staging, production):
        a_door(strategy, "rest")
    assert "Choose a sample" in tried(staging).content.decode()
    assert "Choose a sample" in tried(staging, sample="forex", message="BUY EURUSD").content.decode()
    shown = tried(staging, sample="forex")
    message = RawSignal.objects.get()
    assert (message.outcome, message.address) == ("taken", f"tried by {dev.get_username()}")
    assert shown.redirect_chain[-1][0] == page("rawsignal", "change", message.pk)
    tried(staging, message="hello\nthere")
    assert RawSignal.objects.latest("pk").outcome == "refused"
    assert "strategies of staging" in tried(production, sample="forex").content.decode()
    assert tried(staging, seen_by(a_developer()), sample="forex").status_code == 404
    assert tried(staging, seen_by(staff("trader", "tom@example.test")), sample="forex").status_code == 403
    assert RawSignal.objects.count() == 2
    dev.groups.add(Group.objects.get(name="trader"))
    tried(production, seen_by(User.objects.get(pk=dev.pk)), sample="forex")
    assert RawSignal.objects.filter(door__strategy=production, outcome="taken").exists()


def test_a_developer_opens_doors_of_their_own_strategy_alone():
    strategy, dev = a_strategy(), a_developer()
    form = {"kind": "rest", "calls_a_minute": 60}
    assert seen_by(dev).post(page("strategy", "open_door", strategy.pk), form).status_code == 404
    assert seen_by(strategy.developer).post(page("strategy", "open_door", strategy.pk), form).status_code == 302
    for deed in ("register", "activate", "retire", "change_mode"):
        where = page("strategy", deed, *([] if deed == "register" else [strategy.pk]))
        assert seen_by(strategy.developer).post(where, {}).status_code == 403


def test_a_door_for_mail_is_opened_where_there_is_a_mailbox(settings):
    strategy = a_strategy()
    browser = seen_by(strategy.developer)
    opening = page("strategy", "open_door", strategy.pk)
    assert "No mailbox is set up" in browser.get(opening).content.decode()
    settings.SIGNAL_MAIL_HOST, settings.SIGNAL_MAIL_ADDRESS = "imap.firm.example", "signals@firm.example"
    assert "No mailbox is set up" not in browser.get(opening).content.decode()
    told = browser.post(
        opening, {"kind": "mail", "allowed": "Dev@Sender.example", "calls_a_minute": 60}
    ).content.decode()
    door = Door.objects.get()
    assert f"signals+{door.hint}" in told
    assert "in the subject instead" in told
    shown = browser.get(page("door", "change", door.pk)).content.decode()
    assert f"signals+{door.hint}…@firm.example" in shown
    assert "gives no sign of life" in shown


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"kind": "webhook", "allowed": "not-a-network"}, "does not appear to be"),
        ({"kind": "mail", "allowed": "dev@sender.example"}, "Select a valid choice"),
        ({"kind": "rest", "allowed": "192.0.2.0/24"}, "known otherwise"),
        ({"kind": "webhook", "names": "color = x"}, "There is no field"),
        ({"kind": "webhook", "actions": "go = fly"}, "is no action"),
        ({"kind": "webhook", "actions": "go"}, "Write each line as"),
    ],
)
def test_a_door_that_cannot_be_says_why(given, words):
    strategy = a_strategy()
    answer = seen_by(strategy.developer).post(
        page("strategy", "open_door", strategy.pk), {"calls_a_minute": 60, **given}
    )
    assert words in answer.content.decode()
    assert not Door.objects.exists()


def test_lists_ask_no_more_questions_when_they_grow(sent, django_assert_max_num_queries):
    strategy, _ = sent
    door = a_door(strategy).door
    for number in range(12):
        receive_signal(door=door, body=f"BUY EURUSD ID n{number}".encode())
    browser = seen_by(staff("trader", "tess@example.test"))
    for model in LISTS:
        browser.get(page(model))
        with django_assert_max_num_queries(14):
            browser.get(page(model))

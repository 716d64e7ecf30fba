"""The trader's desk: what is out, how quick it is, and the switches."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client as Browser
from django.urls import reverse

from accounts.tests.people import staff
from fidus.lib import clock
from trading.desk.selectors.pace import pace
from trading.desk.selectors.untradable import untradable
from trading.desk.selectors.working import working
from trading.desk.tests.scenes import (
    NOW,
    a_journey,
    a_signal,
    after,
    an_account,
    an_order,
    connected,
    decided,
    eurusd,
    happened,
    put,
    sent_and_filled,
)
from trading.desk.tests.test_journey import browser_of, text
from trading.monitor.tests.scenes import hold, stand
from trading.orders.domain.instruction_states import InstructionState
from trading.orders.models import Instruction, Switch
from trading.signals.tests.scenes import a_developer, a_strategy

pytestmark = pytest.mark.usefixtures("db")
DESK = "admin:desk_desk"


@pytest.fixture
def trader() -> Browser:
    return browser_of(staff("trader", "tess@example.test"))


@pytest.fixture(autouse=True)
def then():
    with clock.at(NOW + timedelta(minutes=3)):
        yield


def test_orders_whose_outcome_is_unknown_come_first_and_then_what_waits_for_a_person(trader):
    account, signal = an_account("4471"), decided(a_signal())
    by = staff("trader", "hand@example.test")
    working_one = put(an_order(signal, account), InstructionState.ACCEPTED)
    held = an_order(None, account, by=by, state=InstructionState.HELD)
    unknown = put(an_order(None, account, by=by), InstructionState.UNKNOWN, sent_at=after(10))
    put(an_order(None, account, by=by), InstructionState.FILLED)
    found = working(Instruction.objects.all())
    assert [one.order for one in found.orders] == [unknown, held, working_one]
    assert [one.is_late for one in found.orders] == [True, False, False]
    assert (found.total, found.unknown, found.held) == (3, 1, 1)
    shown = text(trader.get(reverse(DESK)))
    assert "1 with unknown outcome, 1 held" in shown
    assert shown.index(unknown.reference) < shown.index(held.reference) < shown.index(working_one.reference)


def test_an_order_that_is_not_sent_within_seconds_is_late():
    order = an_order(None, an_account(), by=staff("trader", "hand@example.test"))
    for seconds, late in ((5, False), (6, True)):
        with clock.at(order.placed_at + timedelta(seconds=seconds)):
            (one,) = working(Instruction.objects.all()).orders
            assert one.is_late is late


def test_how_quick_we_were_is_told_without_what_people_released(trader):
    eurusd()
    for number in range(3):
        signal = decided(a_signal(message=f"BUY EURUSD ID p{number}".encode()))
        sent_and_filled(an_order(signal, an_account()), sent=9 + number * 50, accepted=170, filled=190)
    slow = decided(a_signal(message=b"BUY EURUSD ID held"))
    by = staff("trader", "hand@example.test")
    order = an_order(slow, an_account(), state=InstructionState.HELD)
    put(order, InstructionState.ACCEPTED, sent_at=after(90_000), released_at=after(89_999), released_by=by)
    told = pace()
    assert (told.sent, told.own_p50, told.own_p99, told.slow) == (3, Decimal(59), Decimal(109), 2)
    assert (told.broker_p50, told.signals, told.busiest_second) == (Decimal(111), 4, 4)
    assert not told.keeps_promise
    shown = text(trader.get(reverse(DESK)))
    assert "p50 59 ms, 2 of 3 over 50 ms" in shown


def test_yesterday_is_not_today(trader):
    a_journey()
    with clock.at(NOW + timedelta(days=1)):
        assert pace().sent == 0
        shown = text(trader.get(reverse(DESK)))
    assert "Nothing was filled today." in shown
    assert "Promised: at most 50 ms" in shown


def test_fills_refusals_positions_and_prices_stand_on_the_desk(trader):
    signal = a_journey()
    account = signal.instructions.get().account
    hold(account)
    refused = an_order(None, account, by=staff("trader", "hand@example.test"))
    happened(refused, "rejected", after(20))
    put(refused, InstructionState.REJECTED, reason="No money <b>", code="10019", done_at=after(20))
    shown = text(trader.get(reverse(DESK)))
    for words in ("10:30:00.023", "No money &lt;b&gt;", "10019", "1.072", "Positions", signal.strategy.code):
        assert words in shown, words


def test_accounts_that_cannot_be_traded_say_why():
    fine, paused, old, never, looks = (connected(an_account(str(4470 + place))) for place in range(5))
    for account in (fine, paused, old):
        stand(account, may_trade=True)
    now = clock.now()
    for account in (fine, paused):
        account.standing.seen_at = now
        account.standing.save()
    paused.connection.paused_at, paused.connection.pause_reason = now, "Broker asked"
    paused.connection.save()
    looks.connection.may_trade = False
    looks.connection.save()
    found = {one.account_id: one.why for one in untradable()}
    assert found == {
        paused.pk: "Its connection is paused: Broker asked",
        old.pk: "Its figures are too old to decide by",
        never.pk: "It was never seen yet",
    }


@pytest.mark.parametrize(("action", "state"), [("halt", "halted"), ("reduce", "reducing")])
def test_one_click_and_a_reason_stop_the_firm(trader, action, state):
    given = {"of": "firm:", "action": action, "reason": "Odd prices"}
    answer = trader.post(reverse("admin:desk_switch"), given, follow=True)
    switch = Switch.objects.get()
    assert (switch.scope, switch.state, switch.reason) == ("firm", state, "Odd prices")
    assert switch.set_by.email == "tess@example.test"
    shown = text(answer)
    assert f"The firm: {state}. Odd prices" in shown


def test_the_firm_goes_on_only_once_a_second_person_lets_it(trader):
    where = reverse("admin:desk_switch")
    trader.post(where, {"of": "firm:", "action": "halt", "reason": "Odd prices"})
    answer = trader.post(where, {"of": "firm:", "action": "resume", "reason": "Fine again"}, follow=True)
    assert Switch.objects.get().state == "halted"
    assert "goes on once a second person approves it" in text(answer)


def test_an_account_a_broker_or_a_strategy_is_stopped_alone(trader):
    account, strategy = connected(an_account("4471")), a_strategy()
    for of in (f"account:{account.pk}", "broker:Invented Markets", f"strategy:{strategy.pk}"):
        trader.post(reverse("admin:desk_switch"), {"of": of, "action": "halt", "reason": "Odd"})
    assert [row.scope for row in Switch.objects.order_by("scope")] == ["account", "broker", "strategy"]
    answer = trader.post(
        reverse("admin:desk_switch"), {"of": f"account:{account.pk}", "action": "resume", "reason": "Fine"}, follow=True
    )
    assert "trades again" in text(answer)
    assert Switch.objects.get(account=account).state == "active"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"of": "firm:", "action": "halt"}, "Reason: This field is required"),
        ({"of": "firm:", "action": "fly", "reason": "x"}, "Action: Select a valid choice"),
        ({"of": "account:1", "action": "halt", "reason": "x"}, "Of: Select a valid choice"),
        ({"of": "firm:", "action": "resume", "reason": "x"}, "Nothing is reduced or halted there"),
    ],
)
def test_what_cannot_be_switched_says_why_and_changes_nothing(trader, given, words):
    assert words in text(trader.post(reverse("admin:desk_switch"), given, follow=True))
    assert not Switch.objects.exists()


def test_who_only_looks_finds_no_switch_and_developers_no_desk():
    viewer, developer = browser_of(staff("viewer", "vera@example.test")), browser_of(a_developer())
    shown = text(viewer.get(reverse(DESK)))
    assert "Kill switch" not in shown
    given = {"of": "firm:", "action": "halt", "reason": "x"}
    assert viewer.post(reverse("admin:desk_switch"), given).status_code == 403
    assert developer.get(reverse(DESK)).status_code == 403
    assert developer.post(reverse("admin:desk_switch"), given).status_code == 403
    assert Browser().get(reverse(DESK)).status_code == 302


def test_parts_of_the_desk_ask_no_more_questions_when_there_is_more(trader, django_assert_num_queries):
    a_journey()
    address = {part: f"{reverse(DESK)}?part={part}" for part in ("orders", "held", "prices")}
    htmx = {"HX-Request": "true"}
    trader.get(address["orders"], headers=htmx)
    asked = {"orders": 11, "held": 6, "prices": 4}
    for _ in range(2):
        for part, many in asked.items():
            with django_assert_num_queries(many):
                shown = trader.get(address[part], headers=htmx).content.decode()
            assert f'id="desk-{part}"' in shown
            assert "<html" not in shown
        for number in range(5):
            sent_and_filled(an_order(decided(a_signal(message=f"BUY EURUSD ID m{number}".encode())), an_account()))

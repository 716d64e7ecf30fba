"""The journey of a signal: what stands on it, who sees it, what it costs."""

import re
from decimal import Decimal

import pytest
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import User
from accounts.tests.people import staff
from fidus.lib import clock
from trading.brokers.facts import OrderKind
from trading.desk.selectors.journey import journey, journey_of_order
from trading.desk.tests.scenes import (
    MESSAGE,
    NOW,
    a_fill,
    a_journey,
    a_signal,
    after,
    an_account,
    an_order,
    decided,
    eurusd,
    happened,
    put,
    sent_and_filled,
)
from trading.orders.domain.instruction_states import InstructionState
from trading.signals.models import Signal
from trading.signals.services.receive_signal import receive_signal
from trading.signals.tests.scenes import a_developer, a_strategy

pytestmark = pytest.mark.usefixtures("db")


def browser_of(user) -> Browser:
    browser = Browser()
    browser.force_login(user)
    return browser


def address(signal: Signal) -> str:
    return reverse("admin:desk_journey", args=[signal.pk])


def text(answer) -> str:
    """What stands on the page, without its tags."""
    shown = re.sub(r"<[^>]*>", "", answer.content.decode())
    return " ".join(shown.replace("\N{NO-BREAK SPACE}", " ").split())


@pytest.fixture
def trader():
    return browser_of(staff("trader", "tess@example.test"))


def test_each_step_stands_with_its_time_since_receipt_and_since_the_step_before():
    found = journey(a_journey(), sees_all=True)
    told = [(step.title, step.since, step.span and (str(step.span.waited), step.span.took)) for step in found.steps]
    assert told == [
        ("Received", Decimal(0), None),
        ("Decided", Decimal("3.1"), ("ours", Decimal("3.1"))),
        ("Ordered", Decimal(4), ("ours", Decimal("0.9"))),
        ("Sent", Decimal("9.2"), ("ours", Decimal("5.2"))),
        ("Accepted", Decimal(12), ("broker", Decimal("2.8"))),
        ("Filled", Decimal(19), ("broker", Decimal(7))),
    ]
    assert (found.own, found.broker, found.whole) == (Decimal("9.2"), Decimal("2.8"), Decimal(19))
    assert found.look == ("active", "Filled")


def test_a_fill_is_set_against_the_price_that_the_strategy_saw():
    found = journey(a_journey(), sees_all=True)
    (line,) = found.ways[0].fills
    # Bought a tenth of a pip dearer, ten ticks of 0.00001, one lot of 100,000: 10 dollars.
    assert (line.against, line.slipped.ticks, str(line.cost)) == (Decimal("1.0712"), Decimal(10), "10.00 USD")


def test_what_it_holds_is_marked_at_what_closing_it_would_bring():
    (held,) = journey(a_journey(), sees_all=True).holdings
    # 1.0720 bid against 1.0713 paid, one lot.
    assert (held.volume, str(held.open), str(held.realised)) == (Decimal(1), "70.00 USD", "0.00 USD")


def test_the_time_a_person_took_is_not_ours():
    signal = decided(a_signal())
    order = an_order(signal, an_account(), state=InstructionState.HELD)
    happened(order, "released", after(60_004))
    happened(order, "sent", after(60_010))
    found = journey(signal, sees_all=True)
    assert (found.own, found.person) == (Decimal(10), Decimal(60_000))


def test_an_order_that_rests_waits_for_its_price_and_not_for_its_broker():
    signal = decided(a_signal())
    order = an_order(signal, an_account(), kind=OrderKind.LIMIT, limit_price=Decimal("1.07"))
    for kind, at in (("sent", 9), ("accepted", 12), ("filled", 5_012)):
        happened(order, kind, after(at))
    (way,) = journey(signal, sees_all=True).ways
    assert (way.broker, [str(span.waited) for span in way.spans][-1]) == (Decimal(3), "market")


def test_a_signal_on_several_accounts_is_told_by_each_of_them(trader):
    signal = a_journey(accounts=3)
    refused = an_order(signal, an_account("4999"), leg=signal.legs.first())
    happened(refused, "sent", after(11))
    happened(refused, "rejected", after(40), "No money <b>")
    put(refused, InstructionState.REJECTED, reason="No money <b>", code="10019")
    found = journey(signal, sees_all=True)
    assert found.look == ("waiting", "Filled in part")
    shown = text(trader.get(address(signal)))
    assert "No money &lt;b&gt;" in shown
    assert "MT5 4999" in shown
    assert "3 of 4" in shown


def test_the_page_tells_the_way_in_and_the_message_as_it_came(trader):
    signal = a_journey()
    shown = text(trader.get(address(signal)))
    for words in ("Buy EURUSD, Invented trend", "10:30:00.004", "+19 ms", "10 ticks worse", "203.0.113.24",
                  "&quot;signal_id&quot;: &quot;my-17&quot;", "1 of 1", "Promised: at most 50 ms"):  # fmt: skip
        assert words in shown, words


def test_the_same_signal_by_other_ways_is_said_to_have_been_taken_once(trader):
    signal = a_journey()
    door = signal.strategy.doors.get()
    with clock.at(after(500)):
        receive_signal(door=door, body=MESSAGE)
    assert "It came 2 times and was taken once" in text(trader.get(address(signal)))


def test_a_signal_that_nobody_decided_yet_says_until_when_it_waits(trader):
    shown = text(trader.get(address(a_signal())))
    assert "It waits to be decided, until 10:31:00.004" in shown
    assert "Nothing was sent" in shown


def test_a_late_fill_of_a_cancelled_order_stands_on_it():
    signal = decided(a_signal())
    order = an_order(signal, an_account())
    happened(order, "sent", after(9))
    happened(order, "cancelled", after(20))
    a_fill(order, after(30), volume="0.4")
    put(order, InstructionState.CANCELLED)
    found = journey(signal, sees_all=True)
    assert [step.title for step in found.steps][-2:] == ["Cancelled", "Filled"]
    assert found.filled_volume == Decimal("0.4")


def test_an_order_placed_by_hand_has_a_journey_of_its_own(trader):
    by = staff("trader", "hand@example.test")
    order = an_order(None, an_account(), by=by)
    sent_and_filled(order)
    found = journey_of_order(order)
    assert (found.signal, found.begun_at, found.own) == (None, after(4), Decimal("5.2"))
    shown = text(trader.get(reverse("admin:desk_order", args=[order.reference])))
    assert "Buy EURUSD, by hand" in shown
    assert "hand@example.test" in shown


@pytest.mark.parametrize(("kind", "title"), [
    ("unprotected", "Its stop or target ended"), ("overtraded", "Its stop and target both traded"),
])  # fmt: skip
def test_an_entry_that_lost_its_protection_is_marked_and_the_time_before_is_nobodys_slowness(kind, title):
    order = an_order(None, an_account(), by=staff("trader", "hand@example.test"))
    sent_and_filled(order)
    before = journey_of_order(order)
    happened(order, kind, after(7_200_000), "Its stop ended, and nothing stands in its place.")
    found = journey_of_order(order)
    step = found.steps[-1]
    assert (step.title, step.is_bad, str(step.span.waited)) == (title, True, "market")
    assert (found.own, found.broker) == (before.own, before.broker)


def test_the_address_of_an_order_of_a_signal_leads_to_the_signal(trader):
    signal = a_journey()
    order = signal.instructions.get()
    assert trader.get(reverse("admin:desk_order", args=[order.reference])).url == address(signal)


def test_developers_see_the_journeys_of_their_own_signals_alone():
    strategy = a_strategy(a_developer())
    signal = a_journey(strategy)
    own, other = browser_of(strategy.developer), browser_of(a_developer())
    reference = signal.instructions.get().reference
    by_hand = an_order(None, an_account(), by=staff("trader", "hand@example.test")).reference
    assert own.get(address(signal)).status_code == 200
    assert own.get(reverse("admin:desk_order", args=[reference])).status_code == 302
    assert own.get(reverse("admin:desk_order", args=[by_hand])).status_code == 404
    assert other.get(address(signal)).status_code == 404
    assert other.get(reverse("admin:desk_order", args=[reference])).status_code == 404
    assert other.get(reverse("admin:signals_signal_change", args=[signal.pk])).status_code == 404
    assert browser_of(staff("back_office", "olga@example.test")).get(address(signal)).status_code == 200
    assert Browser().get(address(signal)).status_code == 302


def test_a_role_that_sees_no_trading_is_refused():
    nobody = User.objects.create_user("nobody@example.test", "x", is_staff=True)
    assert browser_of(nobody).get(address(a_journey())).status_code == 403


def test_the_page_asks_no_more_questions_when_there_is_more(trader, django_assert_num_queries):
    signal = a_journey()
    trader.get(address(signal))
    with django_assert_num_queries(11):
        trader.get(address(signal), headers={"HX-Request": "true"})
    for _ in range(4):
        sent_and_filled(an_order(signal, an_account()))
    with django_assert_num_queries(11):
        answer = trader.get(address(signal), headers={"HX-Request": "true"})
    assert answer.content.decode().strip().startswith('<div class="stack-y" id="journey"')


def test_the_journey_itself_is_read_in_few_questions(django_assert_num_queries):
    signal = Signal.objects.select_related("strategy").get(pk=a_journey(accounts=3).pk)
    with django_assert_num_queries(7):
        journey(signal, sees_all=True)


def test_it_can_be_taken_out_as_a_file(trader):
    answer = trader.get(address(a_journey()) + "?format=csv")
    rows = answer.content.decode("utf-8-sig").splitlines()
    assert rows[0].startswith("At (UTC),Step,Account")
    assert rows[4].startswith("2026-11-20 10:30:00.013200,Sent")
    assert rows[4].endswith(",9.2,5.2,ours")
    assert trader.get(address(a_journey(a_strategy())) + "?format=xlsx").status_code == 200


def test_nothing_that_is_not_there_is_found(trader):
    for pk in (0, 999_999_999):
        assert trader.get(reverse("admin:desk_journey", args=[pk])).status_code == 404
    assert trader.get(reverse("admin:desk_order", args=["NONE"])).status_code == 404
    assert trader.get(reverse("admin:signals_signal_change", args=["x"])).status_code == 404
    assert eurusd().symbol
    assert NOW

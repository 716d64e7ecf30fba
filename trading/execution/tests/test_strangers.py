"""Orders at a broker that look like ours and are not become a break, once, and a person sees them."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.conf import settings
from django.test import Client as Browser
from django.urls import reverse

from accounts.notices.models import Notice
from accounts.notices.tests.scenes import a_rule, mail_channel, queued
from accounts.tests.people import staff
from accounts.trail.api import events_about
from fidus.lib import clock
from trading.brokers.facts import OrderKind, OrderRequest, OrderStatus, Side, TimeInForce
from trading.execution.tests.scenes import a_lane, an_account, an_order, fresh, market_of, scripted_brokers
from trading.models import Order
from trading.orders.domain.instruction_states import InstructionState as State
from trading.orders.domain.references import reference_of
from trading.reconciliation.models import Break
from trading.reconciliation.services.reconcile import reconcile
from trading.watch.models import Standing


@pytest.fixture
def account(db):
    with scripted_brokers():
        yield an_account()


def a_stranger(account, number=777_777, mark=settings.ORDER_MARK):
    """An order that another installation with our mark placed."""
    request = OrderRequest(
        reference=reference_of(number, mark=mark), symbol="INVENTED", side=Side.SELL, kind=OrderKind.LIMIT,
        volume=Decimal(30), limit_price=Decimal(120), time_in_force=TimeInForce.GTC,
    )  # fmt: skip
    return market_of(account).accept(request)


def looked_at(account, *, at, orders=()) -> None:
    """As the watch leaves it."""
    figures = dict.fromkeys(("balance", "credit", "equity", "open_profit", "margin"), Decimal(0))
    Standing.objects.update_or_create(
        account=account, defaults={"seen_at": at, "changed_at": at, "source": "poll", **figures}
    )
    Order.objects.filter(account=account).delete()
    Order.objects.bulk_create(
        Order(
            account=account, external_id=one.id, symbol=one.symbol, kind="limit", volume=one.volume,
            filled_volume=one.filled, state="working",
        )
        for one in orders
    )  # fmt: skip


def kinds_about(broken) -> list[str]:
    return [event.kind for event in events_about(subject=broken.name)][::-1]


def test_it_is_an_open_break_at_once_and_told_once(account):
    mine, lane = an_order(account), a_lane(account)
    lane.serve()
    strange = a_stranger(account)
    for _ in range(3):
        lane.serve(compare=True)
    broken = Break.objects.get()
    assert (broken.kind, broken.subject, broken.ours, broken.theirs, broken.state) == (
        "order", strange.id, 0, 30, "open"
    )  # fmt: skip
    assert strange.reference in broken.remark
    (event,) = events_about(subject=broken.name)
    assert event.kind == "BreakOpened"
    assert strange.reference in event.data["reason"]
    # Nothing is done to it, and ours goes on.
    assert market_of(account).count("cancel") == 0
    assert fresh(mine).state == State.ACCEPTED


def test_what_carries_another_mark_or_none_is_left_to_the_comparison_of_both_sides(account):
    an_order(account)
    lane = a_lane(account)
    lane.serve()
    a_stranger(account, mark="Z" if settings.ORDER_MARK != "Z" else "Y")
    lane.serve(compare=True)
    assert not Break.objects.exists()


def test_a_look_from_before_does_not_clear_it_and_one_afterwards_follows_it(account):
    an_order(account)
    lane, before = a_lane(account), clock.now() - timedelta(seconds=20)
    lane.serve()
    strange = a_stranger(account)
    lane.serve(compare=True)
    ours = market_of(account).orders["1"]
    looked_at(account, at=before, orders=[ours])
    reconcile(accounts=[account.pk])
    broken = Break.objects.get(subject=strange.id)
    assert broken.state == "open"
    looked_at(account, at=clock.now(), orders=[ours, strange])
    reconcile(accounts=[account.pk])
    assert (again := Break.objects.get(subject=strange.id)).state == "open"
    assert strange.reference in again.remark
    market_of(account).end(strange.id, OrderStatus.CANCELLED)
    looked_at(account, at=clock.now(), orders=[ours])
    reconcile(accounts=[account.pk])
    assert Break.objects.get(subject=strange.id).state == "cleared"
    assert kinds_about(broken) == ["BreakOpened", "BreakCleared"]


def test_a_suspicion_of_it_is_borne_out(account):
    an_order(account)
    lane = a_lane(account)
    lane.serve()
    strange = a_stranger(account)
    looked_at(account, at=clock.now(), orders=[market_of(account).orders["1"], strange])
    reconcile(accounts=[account.pk])
    assert Break.objects.get().state == "suspected"
    lane.serve(compare=True)
    assert (broken := Break.objects.get()).state == "open"
    assert strange.reference in broken.remark
    assert kinds_about(broken) == ["BreakOpened"]


def test_the_desk_shows_it_and_who_hears_of_breaks_is_told(committed_db):
    trader = staff("trader", "tess@example.test")
    a_rule(mail_channel(trader), kinds=["BreakOpened"])
    with scripted_brokers():
        account = an_account()
        an_order(account)
        lane = a_lane(account)
        lane.serve()
        strange = a_stranger(account)
        lane.serve(compare=True)
    broken = Break.objects.get()
    browser = Browser()
    browser.force_login(trader)
    shown = browser.get(reverse("admin:desk_desk")).content.decode()
    assert reverse("admin:reconciliation_break_change", args=[broken.pk]) in shown
    assert strange.reference in shown
    page = browser.get(reverse("admin:reconciliation_break_change", args=[broken.pk])).content.decode()
    assert strange.reference in page
    queued()
    notice = Notice.objects.get(kind="BreakOpened")
    assert (notice.channel.owner, notice.urgent) == (trader, True)

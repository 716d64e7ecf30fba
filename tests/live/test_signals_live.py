"""News of a signal over the real stream: that it is decided, or over, and what people do to its orders."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.tests.people import staff
from conftest import own_copy
from fidus.lib import clock, live
from tests.live.serving import SITE, Reader, session_of, stream
from trading.decision.tests import scenes as decisions
from trading.desk.tests.scenes import a_signal
from trading.execution.services.decide_received import Decider
from trading.execution.services.expire_orders import expire_orders
from trading.execution.services.tell_changes import Teller
from trading.market.models import Quote
from trading.orders.models import Instruction
from trading.orders.services.ask_cancel import ask_cancel
from trading.orders.services.decline_order import decline_order
from trading.orders.services.release_order import release_order
from trading.orders.tests.scenes import a_trader, an_account, an_order
from trading.signals.models import Signal
from trading.signals.services.expire_signals import expire_signals


@pytest.fixture(scope="module")
def serving(django_db_setup, django_db_blocker, news_server, tmp_path_factory):
    with own_copy(django_db_blocker), stream(tmp_path_factory.mktemp("signals"), news_server.url) as found:
        yield found


@pytest.fixture
def hears(serving, told):
    """What a trader's page hears of a signal."""
    with ExitStack() as stack:

        def listens(signal: Signal) -> Reader:
            session = session_of(staff("trader", f"{uuid4().hex}@example.test"))
            reader = Reader(serving.address, session, f"signal:{signal.pk}", Origin=SITE)
            stack.callback(reader.close)
            reader.next("here")
            return reader

        yield listens


@contextmanager
def telling() -> Iterator[Decider]:
    teller = Teller()
    teller.start()
    try:
        yield Decider(threading.Event(), threading.Event(), tell=teller.tell)
    finally:
        teller.end()


def heard(reader: Reader, signal: Signal, **news: str) -> None:
    (found,) = reader.news(1)
    assert found["channel"] == f"signal:{signal.pk}"
    assert {name: found["data"].get(name) for name in news} == news


def test_a_page_hears_that_its_signal_is_decided_and_nothing_of_others(hears):
    signal, other = a_signal(at=clock.now()), a_signal(at=clock.now())
    reader, others = hears(signal), hears(other)
    Signal.objects.filter(pk=other.pk).update(state="expired", moved_at=clock.now())
    with telling() as decider:
        assert decider.decide() >= 1
    heard(reader, signal, state="decided")
    assert Signal.objects.get(pk=signal.pk).decisions.get().outcome == "declined"
    live.publish(f"signal:{other.pk}", {"state": "the first that it hears"})
    heard(others, other, state="the first that it hears")


def test_the_desk_hears_of_an_order_that_waits_for_a_person(serving, told):
    decisions.shares()
    account, strategy = decisions.an_account(seen=clock.now()), decisions.strategy_of(mode="approval")
    decisions.allocated(strategy, account)
    Quote.objects.update(at=clock.now(), received_at=clock.now())
    signal = decisions.a_signal(strategy)
    desk = Reader(
        serving.address, session_of(staff("trader", f"{uuid4().hex}@example.test")), f"orders:{account.pk}", Origin=SITE
    )
    with closing(desk), telling() as decider:
        desk.next("here")
        assert decider.decide() >= 1
        (found,) = desk.news(1)
    held = Instruction.objects.get(signal=signal)
    assert (found["channel"], found["data"]["order"]) == (f"orders:{account.pk}", held.reference)
    assert (held.state, found["data"]["state"]) == ("held", "held")


def test_telling_asks_the_database_nothing_where_signals_are_decided(serving, told):
    counted = []
    for teller in (None, Teller()):
        a_signal(at=clock.now())
        tell = {} if teller is None else {"tell": teller.tell}
        decider = Decider(threading.Event(), threading.Event(), **tell)
        with CaptureQueriesContext(connection) as asked:
            assert decider.decide() == 1
        counted.append(len(asked))
    assert counted[0] == counted[1] > 0


def test_a_page_hears_that_its_signal_is_over(hears):
    signal = a_signal(at=clock.now() - timedelta(hours=1))
    reader = hears(signal)
    assert expire_signals() == 1
    heard(reader, signal, state="expired")


def test_a_page_hears_what_people_do_to_its_orders(hears):
    signal, trader = a_signal(at=clock.now()), a_trader(f"{uuid4().hex}@example.test")

    def order(state: str) -> Instruction:
        return an_order(
            an_account(), state=state, signal=signal, strategy=signal.strategy, leg=signal.legs.get(), by=trader
        )

    reader, second = hears(signal), a_trader(f"{uuid4().hex}@example.test")
    held, other, works, late = order("held"), order("held"), order("accepted"), order("ready")
    release_order(instruction=held, by=second)
    heard(reader, signal, order=held.reference, state="ready")
    decline_order(instruction=other, by=trader, reason="no")
    heard(reader, signal, order=other.reference, state="dropped")
    ask_cancel(instruction=works, by=trader)
    heard(reader, signal, order=works.reference, state="accepted")
    ask_cancel(instruction=held, by=trader)
    heard(reader, signal, order=held.reference, state="dropped")
    Instruction.objects.filter(pk=late.pk).update(send_until=clock.now() - timedelta(seconds=1))
    (dropped,) = expire_orders()
    assert (dropped.reference, dropped.signal_id, dropped.state) == (late.reference, signal.pk, "dropped")

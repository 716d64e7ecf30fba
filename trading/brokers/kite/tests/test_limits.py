"""Kite's limits are kept on our side: no window ever holds more, and who cannot wait is told how long it would be."""

from __future__ import annotations

import threading

import pytest

from trading.brokers.base import Throttled
from trading.brokers.kite import limits as module
from trading.brokers.kite.limits import ORDERS_A_DAY, Kind, Limits
from trading.brokers.tests.contract import limited
from trading.brokers.tests.hurry import hurried


class Hand:
    """A clock moved by whoever sleeps; it began at noon in India."""

    def __init__(self) -> None:
        self.at = 0.0

    def now(self) -> float:
        return self.at

    def wall(self) -> float:
        return 1_795_000_000 - 1_795_000_000 % 86_400 + 6.5 * 3600 + self.at

    def sleep(self, seconds: float) -> None:
        self.at += seconds


def counters() -> tuple[Hand, Limits]:
    hand = Hand()
    return hand, Limits(now=hand.now, sleep=hand.sleep, wall=hand.wall)


@pytest.mark.parametrize(("kind", "most"), [(Kind.ORDER, 10), (Kind.QUOTE, 1), (Kind.HISTORY, 3), (Kind.OTHER, 10)])
def test_no_second_holds_more_than_kite_takes(kind, most):
    hand, limits = counters()
    times = []
    for _ in range(most * 5):
        limits.take(kind, 60)
        times.append(hand.at)
        hand.at += 0.03
    assert max(sum(at <= other < at + 1 for other in times) for at in times) == most


def test_no_minute_holds_more_than_four_hundred_orders():
    hand, limits = counters()
    times = []
    for _ in range(900):
        limits.take(Kind.ORDER, 120)
        times.append(hand.at)
    assert max(sum(at <= other < at + 60 for other in times) for at in times) == 400


def test_the_day_has_five_thousand_orders_and_the_next_in_india_begins_anew():
    hand, limits = counters()
    for _ in range(ORDERS_A_DAY):
        limits.take(Kind.ORDER, 1e9)
    with pytest.raises(Throttled) as told:
        limits.take(Kind.ORDER, 60)
    assert told.value.seconds == pytest.approx(12 * 3600 - hand.at)
    limits.take(Kind.OTHER, 60)
    hand.at = 12 * 3600 + 1
    limits.take(Kind.ORDER, 60)


def test_who_cannot_wait_is_told_at_once_and_takes_no_turn():
    hand, limits = counters()
    limits.take(Kind.QUOTE, 0)
    with pytest.raises(Throttled) as told:
        limits.take(Kind.QUOTE, 0.5)
    assert (hand.at, told.value.seconds) == (0, 1.0)
    limits.take(Kind.QUOTE, 1.0)
    assert hand.at == 1.0


def test_many_threads_together_take_no_more_than_one():
    (_, limits), taken, lock = counters(), [], threading.Lock()

    def take() -> None:
        for _ in range(3):
            try:
                limits.take(Kind.OTHER, 0.2)
            except Throttled:
                continue
            with lock:
                taken.append(None)

    threads = [threading.Thread(target=take) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == 10


@pytest.fixture
def still(monkeypatch):
    """Accounts that come from now on are counted by a clock that stands."""
    monkeypatch.setattr(module, "Limits", lambda: counters()[1])


@pytest.mark.usefixtures("still")
def test_adapters_of_one_account_share_its_limits_and_nothing_is_sent_beyond_them(scene):
    first, second = scene.broker(), scene.broker(seconds=0.4)
    first.quotes([scene.symbol])
    with pytest.raises(Throttled) as told:
        second.quotes([scene.symbol])
    assert told.value.seconds == 1
    assert sum(path == "/quote" for _, path in scene.server.seen) == 1


@pytest.mark.usefixtures("still")
def test_an_order_beyond_the_limit_is_surely_not_sent(scene):
    broker = scene.broker()
    broker.orders()
    for _ in range(10):
        broker._line._limits.take(Kind.ORDER, 0)
    request = limited(scene)
    with hurried(broker, 0.3), pytest.raises(Throttled):
        broker.submit(request)
    assert scene.count_of(request.reference) == 0

"""Interactive Brokers through the real client library, against a scripted gateway on this machine: what is our own."""

import time
from decimal import Decimal
from statistics import median

from benchmarks.arrivals import percentile
from benchmarks.result import Result
from trading.brokers.ib.gateway import close_all
from trading.brokers.ib.tests.gateway import ScriptedGateway, running
from trading.brokers.ib.tests.gateway_holdings import EXAMPLE
from trading.brokers.ib.tests.scene import IbScene
from trading.brokers.tests.contract import wanted

CONNECTS, ORDERS, PACED = 20, 1_000, 200
OPEN_ORDERS = 100  # that a greeting finds and has to put together
VENDOR = 50  # messages a second


def run(scale: float) -> list[Result]:
    connects, orders, paced = max(3, int(CONNECTS * scale)), max(50, int(ORDERS * scale)), max(60, int(PACED * scale))
    greeting = [_connect_and_sync() for _ in range(connects)]
    taken = _place_to_filled(orders)
    rate, busiest = _within_the_pace(paced)
    tail = percentile(taken, 0.99)
    return [
        Result(
            f"connect and synchronise {OPEN_ORDERS} open orders", median(greeting), "ms", "its worst", max(greeting),
            "<= 250 ms", median(greeting) <= 250,
        ),
        Result(
            f"order placed to filled, {orders:,} one after another, pace not reached", median(taken), "ms p50", "p99",
            tail, "p50 <= 5 ms, p99 <= 25 ms", median(taken) <= 5 and tail <= 25,
        ),
        Result(
            f"orders a second at the pace, {paced:,}", rate, "orders/s", "messages in the busiest second", busiest,
            f"busiest second < {VENDOR}, rate >= 35", busiest < VENDOR and rate >= 35,
        ),
    ]  # fmt: skip


def _connect_and_sync() -> float:
    with running() as gateway:
        scene = _scene(gateway)
        first = scene.broker(seconds=10.0)
        first.account()
        _unpaced(scene)
        for _ in range(OPEN_ORDERS):
            first.submit(wanted(scene))
        close_all()
        begin = time.perf_counter()
        scene.broker(seconds=10.0).orders()
        taken = (time.perf_counter() - begin) * 1_000
        close_all()
    return taken


def _place_to_filled(count: int) -> list[float]:
    with running() as gateway:
        scene = _scene(gateway)
        scene.price("99", "101")
        broker = scene.broker(seconds=10.0)
        broker.account()
        _unpaced(scene)
        broker.instruments([EXAMPLE.symbol])
        line = broker._gateway.line
        taken = []
        for _ in range(count):
            begin = time.perf_counter()
            state = broker.submit(wanted(scene))
            while not line.book.by_reference(state.reference, scene.login).stands.is_over:
                time.sleep(0)
            taken.append((time.perf_counter() - begin) * 1_000)
        close_all()
    return taken


def _within_the_pace(count: int) -> tuple[float, int]:
    with running() as gateway:
        scene = _scene(gateway)
        broker = scene.broker(seconds=10.0)
        broker.account()
        begin = time.perf_counter()
        for _ in range(count):
            broker.submit(wanted(scene))
        rate = count / (time.perf_counter() - begin)
        at = gateway.do(lambda: [at for at, _ in gateway.received])
        close_all()
    return rate, max(sum(1 for other in at if one <= other < one + 1) for one in at)


def _scene(gateway: ScriptedGateway) -> IbScene:
    gateway.cash[IbScene.login] = Decimal(1_000_000)
    return IbScene(gateway)


def _unpaced(scene: IbScene) -> None:
    scene.broker()._gateway.line.pace._limit = 1_000_000

"""Two thousand signals at once: how fast they are decided and sent, none lost and none twice, also if a sender dies."""

from __future__ import annotations

import signal
import subprocess
import time

from benchmarks.result import Result, growth
from benchmarks.servers import scratch_postgres, scratch_valkey, setup_django
from benchmarks.trading_firm import (
    Firm,
    body,
    broker_waits,
    orders_at,
    socket_broker,
    trade_process,
    trading,
    wait_until_done,
    why_not,
)  # fmt: skip

SIGNALS, STRATEGIES, TIMES, RATE, WITHIN = 2_000, 20, 10, 500.0, 15.0


def run(scale: float) -> list[Result]:
    count = max(100, round(SIGNALS * scale))
    with scratch_valkey(), scratch_postgres(), socket_broker() as port:
        setup_django()
        firm = Firm(port, strategies=STRATEGIES)
        wide = Firm(port, strategies=STRATEGIES * TIMES)
        with firm.kept_fresh(), trading() as processes:
            _burst(firm, "warm", STRATEGIES)
            _wait(STRATEGIES, 60)
            quiet = _drained(firm, "quiet", count, STRATEGIES + count)
            lone = count / quiet
            killed, resumed = _with_a_death(firm, processes, count)
            before = STRATEGIES + 2 * count
            _burst(wide, "wakewide", STRATEGIES * TIMES)
            _wait(before + STRATEGIES * TIMES, 120)
            sent = before + STRATEGIES * TIMES + count
            widely = _drained(wide, "wide", count, sent)
        twice, lost = _counted(orders_at(port), sent)
        waits = broker_waits("quiet")
    told = f"{count:,} signals at once"
    return [
        Result(
            f"{told}, decided and at the broker", lone, "signals/s", "promised", RATE, f"at least {RATE:g}",
            lone >= RATE,
        ),
        Result(
            f"{told}, to {STRATEGIES * TIMES} accounts", widely, "s", f"to {STRATEGIES}", quiet, "shown", True,
            growth([1, TIMES], [quiet, widely]),
        ),
        Result(
            "of it waiting for the broker's answers, a sender's share", sum(waits) / 1_000 / STRATEGIES, "s",
            "the whole", quiet, "shown", True,
        ),
        Result(f"{told} with the sender killed: to the end", killed, "s", "without", quiet, "shown", True),
        Result(
            "work goes on after a death", resumed, "s", "promised", WITHIN, f"within {WITHIN:g} s", resumed <= WITHIN
        ),
        Result("signals lost", lost, "signals", "sent", sent, "none", lost == 0),
        Result("orders sent twice", twice, "orders", "sent", sent, "none", twice == 0),
    ]  # fmt: skip


def _with_a_death(firm: Firm, processes: list[subprocess.Popen[bytes]], count: int) -> tuple[float, float]:
    """Seconds until a burst is over in which the sender is killed, and from its death until the next order is sent."""
    began = _burst(firm, "killed", count)
    _wait(STRATEGIES + count + count // 4, 120)
    processes[0].send_signal(signal.SIGKILL)
    died = time.monotonic()
    processes[0].wait()
    processes[0] = trade_process(until_up=False)
    time.sleep(0.5)  # what the database was doing for the dead one is over then
    newest = _newest_claim()
    while _newest_claim() == newest:
        if time.monotonic() - died > 120:
            raise RuntimeError("nothing is sent after the death")
        time.sleep(0.05)
    resumed = time.monotonic() - died
    _settled(STRATEGIES + 2 * count)
    return time.monotonic() - began, resumed


def _newest_claim() -> int:
    from trading.orders.models import OrderEvent

    return OrderEvent.objects.filter(kind="claimed").order_by("-pk").values_list("pk", flat=True)[0]


def _drained(firm: Firm, name: str, count: int, until: int) -> float:
    """Seconds from the first of the committed signals being there to the last order over."""
    began = _burst(firm, name, count)
    _wait(until, 120)
    return time.monotonic() - began


def _burst(firm: Firm, name: str, count: int) -> float:
    """All of them committed at one moment, which comes back, as if they had come while nobody looked."""
    from django.db import connection, transaction

    from trading.signals.models import Door
    from trading.signals.services.receive_signal import receive_signal
    from trading.signals.wake import CHANNEL

    doors = list(Door.objects.filter(strategy__in=firm.strategies).select_related("strategy").order_by("pk"))
    with transaction.atomic():
        for number in range(count):
            receive_signal(door=doors[number % len(doors)], body=body(name, number).encode(), content_type="text/plain")
    began = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute("select pg_notify(%s, '')", [CHANNEL])
    return began


def _wait(orders: int, seconds: float) -> None:
    if (done := wait_until_done(orders, seconds)) < orders:
        raise RuntimeError(f"{done} of {orders} orders are over: {why_not()}")


def _settled(signals: int) -> None:
    """Every signal has an order that is over, and none is open."""
    from trading.orders.models import Instruction

    ends = time.monotonic() + 120
    while time.monotonic() < ends:
        done = Instruction.objects.filter(state="filled").count()
        if done >= signals and not Instruction.objects.filter(done_at=None).exists():
            return
        time.sleep(0.05)
    raise RuntimeError(f"{done} of {signals} orders are filled: {why_not()}")


def _counted(orders: dict[str, list[float]], signals: int) -> tuple[int, int]:
    """How many orders came more than once, or beside another for the same signal; how many signals have none."""
    from django.db.models import Count

    from trading.orders.models import Instruction

    again = sum(len(times) - 1 for times in orders.values())
    at_broker = Instruction.objects.filter(reference__in=orders)
    per_signal = at_broker.values("signal").annotate(many=Count("pk"))
    twice = sum(row["many"] - 1 for row in per_signal)
    return again + twice, signals - per_signal.count()

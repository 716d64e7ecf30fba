"""From a webhook's body to the order at the broker's socket, at a steady rate: the whole way, and whose time it was."""

from __future__ import annotations

from benchmarks.arrivals import milliseconds_posted, percentile
from benchmarks.result import Result, growth
from benchmarks.servers import scratch_postgres, scratch_valkey, setup_django, web_server
from benchmarks.trading_firm import (
    Firm,
    body,
    broker_waits,
    orders_at,
    socket_broker,
    trading,
    wait_until_done,
    why_not,
)

RATE, SECONDS, WARM, STRATEGIES, TIMES = 100, 60, 100, 10, 10
WAY, ANSWER = 50.0, 30.0


def run(scale: float) -> list[Result]:
    count = max(RATE, round(RATE * SECONDS * scale))
    with scratch_valkey(), scratch_postgres(), socket_broker() as port:
        setup_django()
        few = Firm(port, strategies=STRATEGIES)
        many = Firm(port, strategies=STRATEGIES * TIMES)
        with few.kept_fresh(), web_server() as web, trading():
            _send(web, few, "warm", WARM, RATE // 2)
            done = _done(WARM)
            answers = _send(web, few, "run", count, RATE)
            done = _done(done + count)
            _send(web, many, "wakemany", STRATEGIES * TIMES, RATE // 2)
            done = _done(done + STRATEGIES * TIMES)
            _send(web, many, "many", max(RATE, count // 4), RATE)
            _done(done + max(RATE, count // 4))
        orders = orders_at(port)
        way, decided, sent = _ways("run", orders)
        wide, waits = _ways("many", orders)[0], broker_waits("run")
    p99, answer, wait = percentile(way, 0.99), percentile(answers, 0.99), percentile(waits, 0.99)
    told, limit = f"signals at {RATE}/s, webhook body to the broker's socket", "the predecessor, at best"
    grows = growth([1, TIMES], [percentile(way, 0.5), percentile(wide, 0.5)])
    return [
        Result(f"{told}: p50", percentile(way, 0.5), "ms", limit, 500.0, "shown", True),
        Result(f"{told}: p99", p99, "ms", limit, 500.0, f"at most {WAY:g} ms", p99 <= WAY),
        Result("of it until decided: p99", percentile(decided, 0.99), "ms", "the whole way", p99, "shown", True),
        Result("of it from decided to sent: p99", percentile(sent, 0.99), "ms", "the whole way", p99, "shown", True),
        Result("after it, waiting for the broker's answer: p99", wait, "ms", "the whole way", p99, "shown", True),
        Result(
            f"the same to {STRATEGIES * TIMES} accounts: p50", percentile(wide, 0.5), "ms",
            f"to {STRATEGIES} accounts", percentile(way, 0.5), "shown", True, grows,
        ),
        Result(
            "the webhook's answer: p99", answer, "ms", "the whole way", p99, f"at most {ANSWER:g} ms", answer <= ANSWER
        ),
        Result("orders at the broker", len(way), "orders", "signals", count, "each once", len(way) == count),
    ]  # fmt: skip


def _done(orders: int) -> int:
    if (done := wait_until_done(orders, 60)) < orders:
        raise RuntimeError(f"{done} of {orders} orders are done: {why_not()}")
    return done


def _send(web: int, firm: Firm, name: str, count: int, rate: int) -> list[float]:
    """To all doors in turn."""
    paths = [f"/signals/{secret}" for secret in firm.secrets]
    bodies = [body(name, number) for number in range(count)]
    return milliseconds_posted(web, paths, bodies, rate=rate, status=202)


def _ways(name: str, orders: dict[str, list[float]]) -> tuple[list[float], list[float], list[float]]:
    """Milliseconds: the whole way, until the order was placed, from there to the socket; each order came once."""
    from trading.orders.models import Instruction

    way, decided, sent = [], [], []
    rows = Instruction.objects.filter(signal__signal_id__startswith=f"{name}-")
    for reference, placed, received in rows.values_list("reference", "placed_at", "signal__received_at"):
        times = orders.get(reference, [])
        if len(times) != 1:
            raise RuntimeError(f"order {reference} came {len(times)} times")
        way.append((times[0] - received.timestamp()) * 1_000)
        decided.append((placed - received).total_seconds() * 1_000)
        sent.append((times[0] - placed.timestamp()) * 1_000)
    return way, decided, sent

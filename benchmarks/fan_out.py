"""One signal to twenty accounts: until the last of them has its order, and how that grows with accounts."""

from __future__ import annotations

import time

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

ACCOUNTS, SIGNALS, PROMISE = 20, 60, 200.0
MANY = 200


def run(scale: float) -> list[Result]:
    count = max(10, round(SIGNALS * scale))
    with scratch_valkey(), scratch_postgres(), socket_broker() as port:
        setup_django()
        few = Firm(port, strategies=1, accounts_each=ACCOUNTS)
        many = Firm(port, strategies=1, accounts_each=MANY)
        with few.kept_fresh(), web_server() as web, trading():
            done = _sent(web, few, "warm", 3, ACCOUNTS, 0)
            done = _sent(web, few, "few", count, ACCOUNTS, done)
            done = _sent(web, many, "warmmany", 1, MANY, done)
            _sent(web, many, "many", max(3, count // 10), MANY, done)
        orders = orders_at(port)
        taken, wide, waits = _slowest("few", orders), _slowest("many", orders), broker_waits("few")
    p99 = percentile(taken, 0.99)
    return [
        Result(
            f"a signal to {ACCOUNTS} accounts, all sent: p99 (median {percentile(taken, 0.5):.0f} ms)",
            p99, "ms", f"to {MANY} accounts, median", percentile(wide, 0.5), f"at most {PROMISE:g} ms", p99 <= PROMISE,
            growth([ACCOUNTS, MANY], [percentile(taken, 0.5), percentile(wide, 0.5)]),
        ),
        Result(
            "after it, waiting for the broker's answer: p99", percentile(waits, 0.99), "ms",
            "until all are sent", p99, "shown", True,
        ),
    ]  # fmt: skip


def _sent(web: int, firm: Firm, name: str, count: int, accounts: int, before: int) -> int:
    path = f"/signals/{firm.secrets[0]}"
    for number in range(count):
        # One for each account.
        milliseconds_posted(web, path, [body(name, number, units=accounts)], rate=1, status=202)
        wanted = before + (number + 1) * accounts
        if (done := wait_until_done(wanted, 60)) < wanted:
            raise RuntimeError(f"{done} of {wanted} orders are over: {why_not()}")
        time.sleep(0.05)
    return before + count * accounts


def _slowest(name: str, orders: dict[str, list[float]]) -> list[float]:
    """For each signal the milliseconds until its last order was at the broker."""
    from trading.orders.models import Instruction

    found: dict[int, float] = {}
    rows = Instruction.objects.filter(signal__signal_id__startswith=f"{name}-")
    for reference, signal, received in rows.values_list("reference", "signal", "signal__received_at"):
        (at,) = orders[reference]
        found[signal] = max(found.get(signal, 0.0), (at - received.timestamp()) * 1_000)
    return list(found.values())

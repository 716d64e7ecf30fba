"""The webhook's answer while signals come at a steady rate: kept, read and committed before it is given.

Beside it, in the same run: what one commit of one row costs on this machine, and what taking a signal costs by itself.
"""

import time
from collections.abc import Callable

import psycopg

from benchmarks.arrivals import milliseconds_posted, percentile
from benchmarks.result import Result
from benchmarks.servers import scratch_postgres, scratch_valkey, setup_django, web_server

RATE, SECONDS, WARM, ALONE = 100, 60, 200, 500
P99, ALONE_P50 = 30.0, 5.0


def run(scale: float) -> list[Result]:
    with scratch_valkey(), scratch_postgres() as server:
        setup_django()
        secret = _door()
        count = max(RATE, round(RATE * SECONDS * scale))
        alone = _alone(max(50, round(ALONE * scale)))
        with web_server() as port:
            path = f"/signals/{secret}"
            milliseconds_posted(port, path, _bodies("warm", WARM), rate=50, status=202)
            bare = _bare_commits(server.url("postgres", "fidus"), max(RATE, count // 6))
            taken = milliseconds_posted(port, path, _bodies("run", count), rate=RATE, status=202)
            again = milliseconds_posted(port, path, _bodies("run", RATE), rate=RATE, status=200)
        kept, sent = _kept(), WARM + count + len(alone)
    peer = f"one row's bare commit at {RATE}/s"
    told, p99 = f"a webhook at {RATE}/s", percentile(taken, 0.99)
    own = percentile(taken, 0.5) - percentile(bare, 0.5)
    p50_alone = percentile(alone, 0.5)
    return [
        Result(f"{told}: p50", percentile(taken, 0.5), "ms", f"{peer}, p50", percentile(bare, 0.5), "shown", True),
        Result(f"{told}: p99", p99, "ms", f"{peer}, p99", percentile(bare, 0.99), f"<= {P99:g} ms", p99 <= P99),
        Result(f"{told}: our own part of the p50", own, "ms", "the whole p50", percentile(taken, 0.5), "shown", True),
        Result(f"{told}: p99 of duplicates", percentile(again, 0.99), "ms", "of new ones", p99, "shown", True),
        Result(
            "receive_signal alone: p50", p50_alone, "ms", "its p99", percentile(alone, 0.99),
            f"<= {ALONE_P50:g} ms", p50_alone <= ALONE_P50,
        ),
        Result("signals kept", kept, "rows", "sent", sent, "each once", kept == sent),
    ]  # fmt: skip


def _bodies(name: str, many: int) -> list[str]:
    return [f"BUY EURUSD SL 1.07 TP 1.10 RISK 0.5% ID {name}-{number}" for number in range(many)]


def _door() -> str:
    """The secret of a webhook that takes more than is sent."""
    from trading.signals.tests.scenes import a_door

    return a_door(calls_a_minute=60_000).secret


def _alone(many: int) -> list[float]:
    """One after another, in this process; the first ones warm up."""
    from trading.signals.models import Door
    from trading.signals.services.receive_signal import receive_signal

    door = Door.objects.select_related("strategy").get()
    bodies = iter(_bodies("alone", many))
    return [_timed(lambda: receive_signal(door=door, body=next(bodies).encode())) for _ in range(many)]


def _bare_commits(url: str, many: int) -> list[float]:
    """The least that anything kept can cost here: one INSERT of a signal's bytes, committed, at the same rate."""
    with psycopg.connect(url, autocommit=True) as line:
        line.execute("create table bare (id bigserial primary key, body bytea)")
        begin, taken = time.perf_counter(), []
        for number in range(many):
            time.sleep(max(0.0, begin + number / RATE - time.perf_counter()))
            taken.append(_timed(lambda: line.execute("insert into bare (body) values (%s)", [b"x" * 60])))
        line.execute("drop table bare")
    return taken


def _timed(deed: Callable[[], object]) -> float:
    began = time.perf_counter()
    deed()
    return (time.perf_counter() - began) * 1_000


def _kept() -> int:
    from trading.signals.models import Signal

    return Signal.objects.count()

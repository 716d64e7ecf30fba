"""Prices in, and news out: ticks kept a second, and how long a piece of news takes through Valkey to who listens."""

import threading
import time
from datetime import timedelta
from decimal import Decimal

from benchmarks.result import Result, growth
from benchmarks.servers import scratch_postgres, scratch_valkey, setup_django

INSTRUMENTS, FEW, ROUNDS, NEWS = 1_000, 100, 20, 5_000
PROMISED_TICKS, PROMISED_AFTER = 5_000.0, 0.25


def run(scale: float) -> list[Result]:
    with scratch_valkey(), scratch_postgres():
        setup_django()
        return [_ticks(scale), *_news(int(NEWS * scale))]


def _ticks(scale: float) -> Result:
    keys = _instruments(max(FEW + 1, int(INSTRUMENTS * scale)))
    few, many = _rate(keys[:FEW]), _rate(keys)
    alone = _one_by_one(keys[:FEW])
    return Result(
        f"ticks kept a second, {len(keys)} instruments at a time, newest price and news with them", many,
        "1/s", "a row at a time by the ORM", alone, f">= {PROMISED_TICKS:,.0f}/s", many >= PROMISED_TICKS,
        growth([FEW, len(keys)], [FEW / few, len(keys) / many]),
    )  # fmt: skip


def _instruments(count: int) -> list[int]:
    from trading.market.services.see_instruments import see_instruments
    from trading.market.tests.scenes import told

    names = [told(f"INVENTED{number}", "index") for number in range(count)]
    return sorted(see_instruments(names, platform="mt5", server="Bench").values())


def _rate(keys: list[int]) -> float:
    from fidus.lib import clock
    from trading.market.services.store_quotes import store_quotes
    from trading.market.tests.scenes import quote

    start = clock.now() - timedelta(minutes=5)
    rounds = [
        [(key, quote(start + timedelta(milliseconds=100 * number), "1.1", "1.2")) for key in keys]
        for number in range(ROUNDS)
    ]
    began = time.perf_counter()
    for told in rounds:
        store_quotes(told)
    return ROUNDS * len(keys) / (time.perf_counter() - began)


def _one_by_one(keys: list[int]) -> float:
    from fidus.lib import clock
    from trading.market.models import Quote, Tick

    now, price = clock.now(), Decimal("1.1")
    began = time.perf_counter()
    for key in keys:
        Tick.objects.create(instrument_id=key, at=now, bid=price, ask=price, received_at=now)
        Quote.objects.update_or_create(
            instrument_id=key, defaults={"at": now, "bid": price, "ask": price, "source": "broker", "received_at": now}
        )
    return len(keys) / (time.perf_counter() - began)


def _news(count: int) -> list[Result]:
    from fidus.lib import live

    took: list[float] = []
    began = threading.Event()

    def listen() -> None:
        for one in live.subscribe(["bench:1"]):
            if one is None:
                began.set()
            elif isinstance(one, live.News):
                took.append(time.time() - one.data["at"])
                if len(took) == count:
                    return

    listener = threading.Thread(target=listen, daemon=True)
    listener.start()
    began.wait(10)
    # Two thousand a second: a busy firm's, not a flood.
    cost = 0.0
    for _ in range(count):
        before = time.perf_counter()
        live.publish("bench:1", {"at": time.time()})
        cost += time.perf_counter() - before
        time.sleep(0.0004)
    listener.join(20)
    slow = sorted(took)[int(len(took) * 0.99)] if took else float("inf")
    told_all = len(took) == count
    cost /= count
    return [
        Result(
            f"news through Valkey to who listens, p99 of {len(took):,}", slow * 1000, "ms", "median",
            sorted(took)[len(took) // 2] * 1000 if took else 0, f"<= {PROMISED_AFTER * 1000:.0f} ms, none lost",
            told_all and slow <= PROMISED_AFTER,
        ),
        Result("what telling costs the caller", cost * 1e6, "us", "50 ms", 50_000, "<= 1 ms", cost < 1e-3),
    ]  # fmt: skip

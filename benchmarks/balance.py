"""The balance of an account with 1,000,000 legs as of any date, and what a back-dated entry costs it."""

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from statistics import median, quantiles

from benchmarks.result import Result, growth
from benchmarks.servers import ROOT, migrate, peer_database, scratch_postgres, setup_django

LEGS = 1_000_000
YEARS_OF_DAYS = 5 * 365
BEGIN = date(2021, 3, 10)
HORDAK = "benchmarks.hordak.settings"
PROMISED_MS, BACKDATED_MS = 1.0, 5.0

FILL = """
    select 'fill:' || %s || ':' || i as key, %s::bigint as debit_account, %s::bigint as credit_account,
        1 + i %% 997 as amount, 'USD' as currency, 'A transfer' as text
    from generate_series(1, %s) i
"""


def run(scale: float) -> list[Result]:
    legs = int(LEGS * scale)
    chance = random.Random(7)
    with scratch_postgres() as server:
        os.environ["HORDAK_DATABASE_URL"] = peer_database(server, "hordak")
        migrate(HORDAK)
        setup_django()
        from accounts.ledger import api

        hot, small, other = _accounts(api)
        _fill(api, small, other, legs // 10)
        _fill(api, hot, other, legs)
        asked = [BEGIN + timedelta(days=chance.randrange(YEARS_OF_DAYS)) for _ in range(1_000)]
        few, many = (
            _milliseconds(lambda day, account=account: api.balance(account, as_of=day), asked)
            for account in (small, hot)
        )
        backdated = _milliseconds(lambda day: _post(api, hot, other, day), asked[:200])
        peer = _hordak(legs)
    p95 = quantiles(many, n=20)[-1]
    backdated_p95 = quantiles(backdated, n=20)[-1]
    return [
        Result(
            "balance, p95",
            p95,
            "ms",
            "django-hordak get_balance(as_of)",
            peer,
            f"<= {PROMISED_MS} ms",
            p95 <= PROMISED_MS,
            growth([legs // 10, legs], [median(few), median(many)]),
        ),
        Result(
            "balance, back-dated entry p95",
            backdated_p95,
            "ms",
            "limit",
            BACKDATED_MS,
            f"<= {BACKDATED_MS} ms",
            backdated_p95 <= BACKDATED_MS,
        ),
    ]


def _accounts(api) -> list[int]:
    names = ("Assets:Bank:Hot", "Assets:Bank:Small", "Liabilities:Clients:C1")
    kinds = {"Assets": "asset", "Liabilities": "liability"}
    return api.open_accounts([api.AccountSpec(name, kinds[name.split(":")[0]], "USD") for name in names])


def _fill(api, account: int, other: int, legs: int) -> None:
    """Spread over 60 days of value, 12 a year, so that it is quick; then every day gets a few more."""
    steps = 60
    for step in range(steps):
        day = BEGIN + timedelta(days=step * YEARS_OF_DAYS // steps)
        given = [f"{account}:{step}", account, other, legs // steps]
        api.post_transfers_from(FILL, given, kind="transfer", booked_on=day, value_on=day, by=None)
    days = [BEGIN + timedelta(days=number) for number in range(YEARS_OF_DAYS)]
    api.post_entries([_draft(api, account, other, day, f"day:{account}:{day}") for day in days], by=None)


def _draft(api, account: int, other: int, day: date, key: str):
    from fidus.lib.money import Money

    amount = Money.from_minor(1_00, "USD")
    return api.Draft(key, "transfer", "", day, day, [api.Leg(account, amount), api.Leg(other, -amount)])


def _post(api, account: int, other: int, day: date) -> None:
    api.post_entry(_draft(api, account, other, day, f"late:{time.perf_counter_ns()}"), by=None)


def _milliseconds(ask: Callable[[date], object], asked: list[date]) -> list[float]:
    for day in asked[:50]:
        ask(day)
    taken = []
    for day in asked:
        begin = time.perf_counter()
        ask(day)
        taken.append((time.perf_counter() - begin) * 1_000)
    return taken


def _hordak(legs: int) -> float:
    """Milliseconds (p95 of 12) of hordak's balance over as many legs, in its own process."""
    words = [sys.executable, "-W", "ignore", "-m", "benchmarks.hordak.balance", str(legs)]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": HORDAK}
    done = subprocess.run(words, cwd=ROOT, env=environment, text=True, capture_output=True, check=True)
    return float(done.stdout)

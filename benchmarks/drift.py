"""Interest of ten years, posted in parts, against the whole; beside what rounding each part by itself would lose."""

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from benchmarks.accrual import login
from benchmarks.result import Result
from benchmarks.servers import scratch_postgres, setup_django
from fidus.stack.postgres import APPLICATION

INVESTMENTS, YEARS = 100_000, 10
# Through the whole product, every night of the ten years: as many as end in time.
POSTED_NIGHTLY = 300
NIGHTS_A_YEAR = 24
START = date(2026, 1, 31)
_DAY = timedelta(days=1)

_TABLE = """
    create temporary table drift (
        id bigint primary key, principal numeric, rate numeric, earns_from date, day_count text, throughout boolean,
        parts bigint default 0, alone bigint default 0, exact numeric default 0
    )
"""
# The night's own rule: what is due in all, rounded once, less what was posted; `alone` rounds each part by itself.
_NIGHT = """
    update drift d set
        parts = d.parts + (ledger_round(x.exact, 0) - d.parts),
        alone = d.alone + ledger_round(x.exact - d.exact, 0),
        exact = x.exact
    from drift p
    join unnest(%s::date[], %s::text[], %s::boolean[], %s::bigint[], %s::bigint[])
        as b(earns_from, day_count, throughout, months, shares) using (earns_from, day_count, throughout)
    cross join lateral (select round(p.principal * p.rate * b.months, 30) / b.shares as exact) x
    where p.id = d.id
"""


def run(scale: float) -> list[Result]:
    investments, nightly = int(INVESTMENTS * scale), max(10, int(POSTED_NIGHTLY * scale))
    with scratch_postgres() as server:
        setup_django()
        from django.db import connection

        connection.close()
        connection.settings_dict.update(login(server.url(APPLICATION)))
        drift, alone = _by_the_rule(investments)
        posted, entries = _through_the_ledger(nightly)
        connection.close()
    return [
        Result(
            f"drift, {investments:,} investments over {YEARS} years",
            drift,
            "cents",
            "each part rounded alone",
            alone,
            "0.00 for each and in total",
            drift == 0,
        ),
        Result(
            f"drift, {nightly:,} investments posted on every night",
            posted,
            "cents",
            "entries in the ledger",
            entries,
            "0.00 for each and in total",
            posted == 0,
        ),
    ]


def _by_the_rule(investments: int) -> tuple[int, int]:
    """Cents by which the parts miss the whole, all investments together: by the product's rule, and rounded alone."""
    from django.db import connection

    from fidus.lib.money import Money
    from funds.domain.day_counts import DayCount
    from funds.domain.interest import InterestRule, cumulative_interest

    chance = random.Random(147)
    kinds = [(count.value, throughout) for count in DayCount for throughout in (False, count is DayCount.ACT_30_44)]
    rows = [
        (
            number,
            chance.randint(100, 10**10),
            Decimal(chance.randint(1_000, 60_000)).scaleb(-6),
            START - chance.randrange(60) * _DAY,
            *chance.choice(kinds),
        )
        for number in range(investments)
    ]
    nights = [START + chance.randrange(1, 365 * YEARS) * _DAY for _ in range(NIGHTS_A_YEAR * YEARS)]
    nights = sorted({*nights, end := START + 365 * YEARS * _DAY})
    bases = sorted({row[3:] for row in rows})
    with connection.cursor() as cursor:
        cursor.execute(_TABLE)
        with cursor.copy("copy drift (id, principal, rate, earns_from, day_count, throughout) from stdin") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute("analyze drift")
        for number, night in enumerate(nights):
            cursor.execute(_NIGHT, _months(bases, night))
            if number % 10 == 9:
                cursor.execute("vacuum drift")
        cursor.execute("select id, parts, alone from drift order by id")
        found = cursor.fetchall()
    drift = alone = 0
    for (_, principal, rate, earns_from, count, throughout), (_, parts, lonely) in zip(rows, found, strict=True):
        rule = InterestRule(Money.from_minor(principal, "USD"), rate, earns_from, DayCount(count), throughout)
        whole = cumulative_interest(rule, end).minor
        drift += abs(parts - whole)
        alone += abs(lonely - whole)
    return drift, alone


def _months(bases: list[tuple[Any, ...]], night: date) -> list[list[Any]]:
    from funds.domain.day_counts import DayCount
    from funds.domain.interest import months_earned

    months = [months_earned(start, night, DayCount(count), throughout=all_) for start, count, all_ in bases]
    columns = [list(column) for column in zip(*bases, strict=True)]
    return [*columns, [part.numerator for part in months], [part.denominator for part in months]]


def _through_the_ledger(investments: int) -> tuple[int, int]:
    """Cents by which the ledger misses the whole after every night of ten years, and the entries that made it."""
    from accounts.ledger.api import balances, trial_balance
    from fidus.lib import clock
    from funds.domain.interest import cumulative_interest
    from funds.models import AccrualRun, Investment
    from funds.services.accrue_interest import accrue_interest
    from funds.tests.many import many_investments

    end = START + 365 * YEARS * _DAY
    many_investments(investments, earning_since=START, days=60, accrued_through=START - 60 * _DAY)
    with clock.at(end):
        accrue_interest(as_of=end, by=None)
    held = {investment: investment.interest_account for investment in Investment.objects.select_related("terms")}
    found = balances([account for account in held.values() if account], as_of=end)
    missed = sum(
        abs(-found[account].minor - cumulative_interest(investment.rule, end).minor)
        for investment, account in held.items()
        if account
    )
    lines = trial_balance(as_of=end)
    missed += abs(sum((line.debit - line.credit).minor for line in lines))
    return missed, sum(AccrualRun.objects.values_list("posted", flat=True))

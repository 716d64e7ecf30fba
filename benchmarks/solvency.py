"""Are 1,000 investments paid from 50 accounts: facts read, 10,000 paths and the stress cases walked, answer kept."""

import os
import time
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from benchmarks.result import Result, growth
from benchmarks.servers import scratch_postgres, setup_django

INVESTMENTS, ACCOUNTS, PATHS, HISTORY = 1_000, 50, 10_000, 500
TODAY = date(2026, 5, 8)
SECONDS = 5.0
# As many days as a year has for trading; the bare draw works in pieces too, or it would not fit the memory.
YEAR, PIECE = 261, 500
DEALS = """
    insert into trading_deal (account_id, ticket, dealt_at, symbol, kind, direction, volume, commission, fee, swap,
        profit, balance, comment)
    select a.id, 10 + n, (%s::date - n)::timestamp at time zone 'UTC' + interval '10 hours', 'EURUSD', 'buy', 'out', 1,
        0, 0, 0, (hashint4(n * 1000 + a.id::int) %% 100000)::numeric / 100, 0, ''
    from trading_brokeraccount a cross join generate_series(1, %s) n
"""


def run(scale: float) -> list[Result]:
    paths = max(1_000, int(PATHS * scale))
    with scratch_postgres():
        # No worker is there to be woken; that is said once for each run.
        os.environ["LOG_LEVEL"] = "ERROR"
        setup_django()
        _build()
        _measured(1_000)
        few, whole = _measured(paths // 10), _measured(paths)
    bare = _bare(paths)
    return [
        Result(
            f"solvency, {INVESTMENTS:,} investments x {ACCOUNTS} accounts x {paths:,} paths",
            whole,
            "s",
            "numpy's bare draw and running sum of as many days",
            bare,
            f"<= {SECONDS:.0f} s",
            whole <= SECONDS,
            growth([paths // 10, paths], [few, whole]),
        )
    ]


def _measured(paths: int) -> float:
    """Seconds from asking to the kept answer."""
    from fidus.lib import clock
    from funds.solvency.domain.parameters import Parameters
    from funds.solvency.models import SolvencyRun
    from funds.solvency.services.start_solvency_run import start_solvency_run
    from funds.solvency.services.work_solvency_run import work_solvency_run

    with clock.at(TODAY):
        begin = time.perf_counter()
        asked = start_solvency_run(by=None, parameters=Parameters(paths=paths))
        work_solvency_run(run=asked.pk)
        taken = time.perf_counter() - begin
        found = SolvencyRun.objects.get(pk=asked.pk)
    if found.state != "finished" or len(found.facts.claims) != INVESTMENTS or len(found.facts.accounts) != ACCOUNTS:
        raise RuntimeError("the run did not answer what is measured")
    return taken


def _build() -> None:
    """Investments of all terms, half of them paid out monthly; accounts with two years of deals for 20 of them each."""
    from django.db import connection

    from funds.models import AccountMapping, Investment
    from funds.tests.many import many_investments
    from trading.models import BrokerAccount, CashOperation

    many_investments(INVESTMENTS, earning_since=TODAY - timedelta(days=40), days=300, accrued_through=TODAY)
    opened = datetime(2024, 1, 1, 9, tzinfo=UTC)
    accounts = BrokerAccount.objects.bulk_create(
        BrokerAccount(
            broker=f"Sample Brokers {n % 5}", server="SampleBrokers-Live", login=1000 + n, currency="USD",
            currency_digits=2, environment="live", opened_at=opened, snapshot_at=datetime(2026, 5, 8, 9, tzinfo=UTC),
        )
        for n in range(ACCOUNTS)
    )  # fmt: skip
    CashOperation.objects.bulk_create(
        CashOperation(account=one, ticket=1, operated_at=opened, kind="balance", amount=Decimal(10_000_000))
        for one in accounts
    )
    with connection.cursor() as cursor:
        cursor.execute(DEALS, [TODAY, HISTORY * 7 // 5])
        cursor.execute("update funds_investment set interest_mode = 'pay_out' where id % 2 = 0")
    share = Decimal(ACCOUNTS) / INVESTMENTS
    AccountMapping.objects.bulk_create(
        AccountMapping(investment=one, account=accounts[place % ACCOUNTS], share=share, from_on=one.funded_on,
                       mapped_at=opened)
        for place, one in enumerate(Investment.objects.order_by("pk"))
    )  # fmt: skip


def _bare(paths: int) -> float:
    """A normal draw for each day, account and path, and its running sum: the least a simulation of that size does."""
    import numpy as np

    drawn = np.random.default_rng(1)
    begin = time.perf_counter()
    for _ in range(0, paths, PIECE):
        np.cumsum(drawn.standard_normal((YEAR, PIECE, ACCOUNTS)), axis=0)
    return time.perf_counter() - begin

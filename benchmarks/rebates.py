"""100,000 deals counted for rebates, rows written and posted, beside the same rules in plain Python, deal by deal."""

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from benchmarks.result import Result, growth
from benchmarks.servers import scratch_postgres, setup_django

DEALS, ACCOUNTS = 100_000, 20
SYMBOLS = ("EURUSD", "EURUSD.m", "GBPUSD", "XAUUSD", "XAGUSD", "US30.cash", "USDJPY", "EURCHF")
BEGIN, TODAY = datetime(2026, 1, 5, tzinfo=UTC), date(2026, 11, 20)
MINIMUM = timedelta(minutes=3)
# Pattern, rate, what counts.
TERMS = (
    ("*", "3", "entry"),
    ("EUR*", "5.5", "entry"),
    ("EURUSD*", "7.25", "half"),
    ("XAU*", "11", "sides"),
    ("USDJPY", "4", "exit"),
)
BROKER, LIMIT_SECONDS = "Example Markets", 5.0

# Positions one after the other, each held for a minute to an hour.
_POSITIONS = """
    insert into trading_position (account_id, ticket, symbol, side, volume, opened_at, closed_at, comment, commission,
        swap, profit)
    select (%(accounts)s::bigint[])[1 + i %% %(many)s], 2 * i, (%(symbols)s::text[])[1 + (i * 7) %% 8], 'buy',
        (1 + i %% 300) / 100.0, %(begin)s + i * interval '21 seconds',
        %(begin)s + i * interval '21 seconds' + (1 + i %% 60) * interval '1 minute', '', 0, 0, 0
    from generate_series(%(first)s::bigint, %(last)s::bigint) i
"""
_DEALS = """
    insert into trading_deal (account_id, ticket, dealt_at, symbol, kind, direction, volume, order_ticket, commission,
        fee, swap, profit, balance, comment)
    select account_id, ticket, opened_at, symbol, 'buy', 'in', volume, ticket, 0, 0, 0, 0, 0, '' from trading_position
    where ticket between 2 * %(first)s and 2 * %(last)s
    union all
    select account_id, ticket + 1, closed_at, symbol, 'sell', 'out', volume, ticket + 1, 0, 0, 0, 0, 0, ''
    from trading_position
    where ticket between 2 * %(first)s and 2 * %(last)s
"""
_HELD = "select account_id, ticket, closed_at - opened_at from trading_position where ticket >= %s"
_ALL = "select account_id, ticket, symbol, direction, volume from trading_deal where ticket >= %s"


def run(scale: float) -> list[Result]:
    deals = max(2_000, round(DEALS * scale)) // 20 * 20
    with scratch_postgres():
        setup_django()
        from fidus.lib import clock

        with clock.at(TODAY):
            accounts = _firm()
            # A tenth first, then all the rest: what is counted already must not cost again.
            few = _counted(accounts, 1, deals // 20)
            many = _counted(accounts, deals // 20 + 1, deals // 20 + deals // 2)
            began = time.perf_counter()
            _count()
            again = time.perf_counter() - began
            plain, sums = _plainly(deals // 20 + 1)
            _same(sums)
    return [
        Result(
            f"rebates of {deals:,} deals", many, "s", "plain Python, deal by deal, nothing written", plain,
            f"<= {LIMIT_SECONDS:.0f} s for 100,000", many <= LIMIT_SECONDS, growth([deals / 10, deals], [few, many]),
        ),
        Result(
            "rebates, counted again", again, "s", "the first count", many, "adds nothing, <= 5s", again <= LIMIT_SECONDS
        ),
    ]  # fmt: skip


def _firm() -> list[int]:
    from funds.rebates.domain.counting import Counting
    from funds.rebates.services.open_agreement import open_agreement
    from trading.models import BrokerAccount
    from trading.services.open_broker_account import open_broker_account

    made = [
        open_broker_account(broker=BROKER, server="Example-Live", login=70010000 + number, currency="USD", by=None)
        for number in range(ACCOUNTS)
    ]
    BrokerAccount.objects.update(snapshot_at=datetime(TODAY.year, TODAY.month, TODAY.day, 22, tzinfo=UTC))
    for pattern, rate, counting in TERMS:
        open_agreement(
            broker=BROKER, pattern=pattern, currency="USD", valid_from=BEGIN.date(), rate=Decimal(rate),
            counting=Counting(counting), minimum=MINIMUM, by=None,
        )  # fmt: skip
    return [account.pk for account in made]


def _counted(accounts: list[int], first: int, last: int) -> float:
    """Seconds to count the deals of positions `first` to `last`, which are written before."""
    from django.db import connection

    given = {
        "accounts": accounts,
        "many": ACCOUNTS,
        "symbols": list(SYMBOLS),
        "begin": BEGIN,
        "first": first,
        "last": last,
    }
    with connection.cursor() as cursor:
        cursor.execute(_POSITIONS, given)
        cursor.execute(_DEALS, given)
    began = time.perf_counter()
    _count()
    return time.perf_counter() - began


def _count() -> Any:
    from funds.rebates.services.count_rebates import count_rebates

    return count_rebates(as_of=TODAY, by=None)


def _plainly(first: int) -> tuple[float, dict[str, Decimal]]:
    """Seconds and sums by pattern, with every deal and position fetched and looked at one by one."""
    from django.db import connection

    from funds.rebates.domain.counting import Counting, Scope, most_specific, share_of

    scopes = [Scope(None, pattern) for pattern, _, _ in TERMS]
    rates = {pattern: (Decimal(rate), Counting(counting)) for pattern, rate, counting in TERMS}
    sums = dict.fromkeys(rates, Decimal(0))
    began = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(_HELD, [2 * first])
        held = {(account, ticket): long for account, ticket, long in cursor.fetchall()}
        cursor.execute(_ALL, [2 * first])
        rows: Iterator[tuple[int, int, str, str, Decimal]] = iter(cursor.fetchall())
    for account, ticket, symbol, direction, volume in rows:
        scope = most_specific(scopes, account=account, symbol=symbol)
        assert scope
        rate, counting = rates[scope.pattern]
        if held[account, ticket if direction == "in" else ticket - 1] >= MINIMUM:
            sums[scope.pattern] += volume * rate * share_of(counting, direction)
    return time.perf_counter() - began, sums


def _same(sums: dict[str, Decimal]) -> None:
    """Both ways come to the same sums, to the last digit."""
    from django.db.models import Max, Sum

    from funds.rebates.models import RebateLine

    newest = RebateLine.objects.aggregate(run=Max("run"))["run"]
    ours = RebateLine.objects.filter(run=newest).values_list("agreement__pattern").annotate(Sum("earned"))
    different = {pattern for pattern, earned in ours if earned != sums[pattern]}
    assert not different, f"the two ways differ on {different}"

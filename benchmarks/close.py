"""Closing a month whose ledger has 1,000,000 legs, cut short once, and the statements of that ledger.

The bare figure is PostgreSQL adding up all legs by account once, which any statement made of legs would have to do.
"""

import threading
import time
from collections.abc import Callable
from datetime import date, timedelta

from benchmarks.result import Result
from benchmarks.servers import scratch_postgres, setup_django

LEGS = 1_000_000
CLIENTS = 3_000
BEGIN, MONTH, TODAY = date(2025, 10, 1), date(2026, 3, 1), date(2026, 4, 10)
CLOSE_S, STATEMENT_S = 30.0, 5.0

_FILL = """
    select 'fill:' || %s || ':' || i as key, c.bank as debit_account, c.clients[1 + i %% cardinality(c.clients)] as
        credit_account, 1 + i %% 9973 as amount, 'USD' as currency, 'Interest' as text
    from generate_series(1, %s) i cross join (select %s::bigint as bank, %s::bigint[] as clients) c
"""
_BARE = "select account_id, sum(amount), count(*) from ledger_leg where value_on <= %s group by account_id"


def run(scale: float) -> list[Result]:
    legs = int(LEGS * scale)
    with scratch_postgres():
        setup_django()
        from fidus.lib import clock

        _fill(legs)
        bare = _seconds(_add_up)
        with clock.at(TODAY):
            close, lost = _close()
            slowest, name = _statements()
    return [
        Result("close a month", close, "s", "all legs added up once", bare, f"<= {CLOSE_S} s", close <= CLOSE_S),
        Result(
            "the same, cut short and taken up again", lost, "s", "limit", CLOSE_S, f"<= {CLOSE_S} s", lost <= CLOSE_S
        ),
        Result(
            f"slowest statement ({name})",
            slowest,
            "s",
            "all legs added up once",
            bare,
            f"<= {STATEMENT_S} s",
            slowest <= STATEMENT_S,
        ),
    ]


def _fill(legs: int) -> None:
    """Half of the entries in the month to be closed, the others in the five months before it."""
    from accounts.ledger import api

    specs = [api.AccountSpec("Assets:Bank:USD", "asset", "USD")]
    specs += [
        api.AccountSpec(f"Liabilities:Clients:C{number}:Interest", "liability", "USD") for number in range(CLIENTS - 50)
    ]
    specs += [api.AccountSpec(f"Expenses:Interest:F{number}:USD", "expense", "USD") for number in range(50)]
    bank, *others = api.open_accounts(specs)
    days = [BEGIN + timedelta(days=5 * number) for number in range(30)]
    days += [MONTH + timedelta(days=number) for number in range(30)]
    for number, day in enumerate(days):
        given = [number, legs // 2 // len(days), bank, others]
        api.post_transfers_from(_FILL, given, kind="accrual", booked_on=day, value_on=day, by=None)
        # As the schedule does, every second.
        api.seal()


def _close() -> tuple[float, float]:
    """Seconds from the first check to the closed month, straight through; and with the connection lost on the way."""
    from accounts.books.models import ChainProof, ClosingRun
    from accounts.books.services.ask_to_reopen import ask_to_reopen
    from accounts.books.services.close_month import close_month
    from accounts.books.services.reopen_month import reopen_month
    from accounts.books.services.start_closing import start_closing
    from accounts.books.services.work_closing import work_closing
    from accounts.models import User

    ann, ben, cleo = (User.objects.create_user(f"{name}@example.com") for name in ("ann", "ben", "cleo"))

    def straight() -> None:
        work_closing(run=start_closing(month=MONTH, by=ann).pk)
        close_month(run=ClosingRun.objects.latest("pk"), by=ben)

    taken = _seconds(straight)
    reopen_month(reopening=ask_to_reopen(month=MONTH, reason="To close it once more", by=ann), by=cleo)
    ChainProof.objects.all().delete()

    def cut_short() -> None:
        run = start_closing(month=MONTH, by=ann)
        _cut_off(after=taken / 2, work=lambda: work_closing(run=run.pk))
        while not work_closing(run=run.pk):
            time.sleep(0.05)
        close_month(run=ClosingRun.objects.get(pk=run.pk), by=ben)

    return taken, _seconds(cut_short)


def _cut_off(*, after: float, work: Callable[[], object]) -> None:
    """Do `work` and have the server end its connection after so many seconds, as a killed process leaves it."""
    import psycopg
    from django.conf import settings
    from django.db import Error, connection

    connection.ensure_connection()
    backend = connection.connection.info.backend_pid
    database = settings.DATABASES["default"]

    def end() -> None:
        place = {"host": database["HOST"], "port": database["PORT"] or 5432, "dbname": database["NAME"]}
        with psycopg.connect(**place, user=database["USER"]) as other:
            other.execute("select pg_terminate_backend(%s)", [backend])

    timer = threading.Timer(after, end)
    timer.start()
    try:
        work()
    except Error:
        pass
    finally:
        timer.cancel()
        timer.join()
        connection.close()


def _statements() -> tuple[float, str]:
    from accounts.books.domain.periods import Period
    from accounts.books.selectors import reports

    asked = reports.Asked(Period(MONTH, MONTH + timedelta(days=30)), compare="previous")
    makers = (reports.trial_balance, reports.balance_sheet, reports.profit_and_loss, reports.cash_flow)
    return max((_seconds(lambda make=make: make(asked)), make.__name__.replace("_", " ")) for make in makers)


def _add_up() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(_BARE, [TODAY])
        cursor.fetchall()


def _seconds(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin

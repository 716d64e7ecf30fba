"""One night of interest over 1,000,000 investments, posted, keyed and sealed, beside bare set-based SQL of the same."""

import time
from datetime import date, timedelta

import psycopg

from benchmarks.result import Result, growth
from benchmarks.servers import scratch_postgres, setup_django
from fidus.lib.env import Env
from fidus.stack.postgres import APPLICATION, OWNER

INVESTMENTS = 1_000_000
NIGHT = date(2026, 5, 8)
SECONDS, AGAIN_SECONDS, TIMES_BARE = 60.0, 10.0, 2.5
NO_FEES_SECONDS = 0.05
_DAY = timedelta(days=1)

# The same accruals into tables without a trigger, a foreign key or a hash: what no ledger can be quicker than.
BARE_TABLES = """
    create table bare_entry (id bigserial primary key, key text unique, kind text, text text, value_on date);
    create table bare_leg (entry_id bigint, account_id bigint, amount bigint, value_on date);
    create table bare_balance (account_id bigint primary key, amount bigint);
    create table bare_accrual (investment_id bigint primary key, amount bigint)
"""
BARE = """
    with due as materialized (
        select i.id, 'accrual:' || i.number || ':' || %s::date as key, t.expense_account, i.interest_account,
            round(i.principal_minor * t.monthly_rate * 7 / 30)::bigint as amount
        from funds_investment i join funds_termsversion t on t.id = i.terms_id
    ), entry as (
        insert into bare_entry (key, kind, text, value_on)
        select key, 'accrual', 'Interest of ' || id, %s::date from due where amount > 0 returning id, key
    ), leg as (
        insert into bare_leg (entry_id, account_id, amount, value_on)
        select e.id, l.account, l.amount, %s::date from entry e join due d on d.key = e.key
        cross join lateral (values (d.expense_account, d.amount), (d.interest_account, -d.amount)) as l(account, amount)
        returning account_id, amount
    ), balance as (
        insert into bare_balance select account_id, sum(amount) from leg group by account_id
    )
    insert into bare_accrual select id, amount from due
"""


def run(scale: float) -> list[Result]:
    investments = max(10_000, int(INVESTMENTS * scale))
    few = investments // 10
    small, *_ = _measured(few)
    whole, bare, again, added, fees, no_fees = _measured(investments)
    limit = SECONDS * investments / INVESTMENTS
    return [
        Result(
            "accrual, one night",
            whole,
            "s",
            "limit for as many investments",
            limit,
            f"<= {SECONDS:.0f} s for 1,000,000",
            whole <= limit,
            growth([few, investments], [small, whole]),
        ),
        Result(
            "accrual, beside bare SQL",
            whole,
            "s",
            "bare set-based SQL",
            bare,
            f"<= {TIMES_BARE} times",
            whole <= TIMES_BARE * bare,
        ),
        Result(
            "accrual, second run",
            again,
            "s",
            "limit",
            AGAIN_SECONDS,
            f"<= {AGAIN_SECONDS:.0f} s, 0 rows added",
            again <= AGAIN_SECONDS and added == 0,
        ),
        Result(
            "accrual, with management fees on all",
            whole + fees,
            "s",
            "limit for as many investments",
            limit,
            f"<= {SECONDS:.0f} s for 1,000,000, interest and fees",
            whole + fees <= limit,
        ),
        Result(
            "accrual, what fees cost where there are none",
            no_fees,
            "s",
            "limit",
            NO_FEES_SECONDS,
            f"<= {NO_FEES_SECONDS} s",
            no_fees <= NO_FEES_SECONDS,
        ),
    ]


def _measured(investments: int) -> tuple[float, float, float, int, float, float]:
    """Seconds of the night and its sealing, of the bare SQL, of the second run, and the entries that one added; then of
    the night's fees on all investments, and where no fund has fees.
    """
    with scratch_postgres() as server:
        setup_django()
        from django.db import connection

        from accounts.ledger.api import seal
        from fidus.lib import clock
        from funds.services.accrue_interest import accrue_interest
        from funds.tests.many import many_investments

        connection.close()
        connection.settings_dict.update(login(server.url(APPLICATION)))
        many_investments(investments, earning_since=NIGHT - _DAY, days=6, accrued_through=NIGHT - _DAY)
        with psycopg.connect(server.url(OWNER), autocommit=True) as owner:
            owner.execute("vacuum analyze")
        with clock.at(NIGHT):
            begin = time.perf_counter()
            run = accrue_interest(as_of=NIGHT, by=None)
            seal()
            whole = time.perf_counter() - begin
            posted = run.posted
            begin = time.perf_counter()
            again = accrue_interest(as_of=NIGHT, by=None)
            second = time.perf_counter() - begin
        with psycopg.connect(server.url(OWNER), autocommit=True) as owner:
            owner.execute(BARE_TABLES)
            begin = time.perf_counter()
            owner.execute(BARE, [NIGHT, NIGHT, NIGHT])
            bare = time.perf_counter() - begin
        fees, no_fees = _fees()
        connection.close()
    return whole, bare, second, again.posted - posted, fees, no_fees


def _fees() -> tuple[float, float]:
    """Seconds of a night of management fees on every investment, and before any fund had fees."""
    from decimal import Decimal

    from fidus.lib import clock
    from funds.fees.services.accrue_fees import accrue_fees
    from funds.fees.services.publish_schedule import publish_schedule
    from funds.models import Product

    with clock.at(NIGHT):
        begin = time.perf_counter()
        accrue_fees(as_of=NIGHT, by=None)
        no_fees = time.perf_counter() - begin
        for product in Product.objects.all():
            publish_schedule(
                product=product, currency="USD", valid_from=NIGHT, applies_to_all=True,
                management_rate=Decimal("0.02"), by=None,
            )  # fmt: skip
        accrue_fees(as_of=NIGHT, by=None)
    with clock.at(NIGHT + _DAY):
        begin = time.perf_counter()
        accrue_fees(as_of=NIGHT + _DAY, by=None)
        return time.perf_counter() - begin, no_fees


def login(url: str) -> dict[str, object]:
    """Django's words for `url`: the second measurement has a server of its own."""
    return Env({"DATABASE_URL": url}).database("DATABASE_URL")

"""Accrue interest night by night (docs/adr/0005-daily-accrual.md): any date, as often as one likes."""

from datetime import date, timedelta

from django.db import connection, transaction
from django.db.models import F, Min

from accounts.ledger.api import PeriodClosed, PostedBatch, post_transfers_from
from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from funds.domain.day_counts import DayCount
from funds.domain.interest import cumulative_interest, months_earned
from funds.domain.investment_states import EARNING
from funds.errors import BadDate
from funds.events import InterestAccrued
from funds.models import Accrual, AccrualRun, Investment
from funds.services.activate_due_investments import activate_due_investments
from funds.services.reduce_principal import hold_principal_still

CHUNK = 50_000
_MANY = 1_000
_DAY = timedelta(days=1)
# A year typed wrongly is caught here; no firm that uses this has older money.
EARLIEST = date(1990, 1, 1)

# Months earned depend on three things only, so they are counted once for each combination, by the domain itself.
_BASES = """
    select distinct i.earns_from, t.day_count, t.throughout
    from funds_accrual a
    join funds_investment i on i.id = a.investment_id
    join funds_termsversion t on t.id = i.terms_id
    where a.accrued_through = %s and i.state in ('active', 'redeeming')
"""
_WORKBENCH = """
    create temporary table if not exists funds_night (
        investment_id bigint primary key, number text not null, expense_account bigint not null,
        interest_account bigint not null, currency text not null, amount bigint not null check (amount >= 0)
    )
"""
# Thirty decimals leave no quotient that only looks like a half: halves end early, all others differ before that.
_BY_RULE = """ledger_round(
            round(i.principal_minor * coalesce(i.custom_rate, t.monthly_rate) * b.months, 30) / b.parts, 0
        )"""
_COMPUTE = f"""
    insert into funds_night
    select i.id, i.number, t.expense_account, i.interest_account, i.currency, {_BY_RULE} - i.accrued_minor
    from (
        select i.*, a.accrued_minor
        from funds_accrual a
        join funds_investment i on i.id = a.investment_id
        where a.accrued_through = %s and i.state in ('active', 'redeeming') and a.investment_id > %s
        order by a.investment_id
        limit %s
    ) i
    join funds_termsversion t on t.id = i.terms_id
    join unnest(%s::date[], %s::text[], %s::boolean[], %s::bigint[], %s::bigint[])
        as b(earns_from, day_count, throughout, months, parts)
        on b.earns_from = i.earns_from and b.day_count = t.day_count and b.throughout = t.throughout
"""  # noqa: S608
# What was redeemed in part earns in pieces, which the domain adds up; joined only in a night that has such investments.
_COMPUTE_WITH_PIECES = f"""
    {_COMPUTE.replace(_BY_RULE, f"coalesce(p.earned, {_BY_RULE})")}
    left join unnest(%s::bigint[], %s::bigint[]) as p(investment_id, earned) on p.investment_id = i.id
"""
_TRANSFERS = """
    select 'accrual:' || number || ':' || %s::date as key, expense_account as debit_account,
        interest_account as credit_account, amount, currency,
        'Interest of ' || number || ' to ' || %s::date as text
    from funds_night where amount > 0
"""
_ADVANCE = """
    update funds_accrual a set accrued_through = %s, accrued_minor = a.accrued_minor + n.amount
    from funds_night n where n.investment_id = a.investment_id
"""


def accrue_interest(*, as_of: date, by: User | None, chunk: int = CHUNK) -> AccrualRun:
    """The run of `as_of`, complete: every night missed before it is made up for first, in order.

    Each chunk commits on its own, so a run that dies goes on where it stopped. Raises BadDate
    for a date to come, or before any firm's.
    """
    check_night(as_of)
    activate_due_investments(as_of=as_of, by=by)
    night = _first_missing() or as_of
    while night < as_of:
        _accrue_night(night, by, chunk)
        night += _DAY
    return _accrue_night(as_of, by, chunk)


def check_night(as_of: date) -> None:
    """Raises BadDate for a night that cannot be accrued."""
    if as_of > clock.today():
        raise BadDate(f"Interest to {as_of:%-d %b %Y} is not earned yet.")
    if as_of < EARLIEST:
        raise BadDate(f"No interest was earned before {EARLIEST:%Y}.")


def _first_missing() -> date | None:
    oldest = Accrual.objects.filter(investment__state__in=EARNING).aggregate(day=Min("accrued_through"))["day"]
    return oldest and oldest + _DAY


def _accrue_night(night: date, by: User | None, chunk: int) -> AccrualRun:
    run, _ = AccrualRun.objects.get_or_create(
        as_of=night,
        defaults={"state": AccrualRun.State.RUNNING, "started_at": clock.now(), "started_by": by},
    )
    bases = _bases(night)
    last: int | None = 0 if bases else None
    while last is not None:
        last = _accrue_chunk(run, bases, last, chunk, by)
    return _finish(run, by, worked=bool(bases))


def _bases(night: date) -> list[list[object]]:
    """Columns: earns_from, day_count, throughout, and the months earned as a numerator and a denominator."""
    with connection.cursor() as cursor:
        cursor.execute(_BASES, [night - _DAY])
        rows = cursor.fetchall()
    months = [
        months_earned(earns_from, night, DayCount(day_count), throughout=throughout)
        for earns_from, day_count, throughout in rows
    ]
    columns = [list(column) for column in zip(*rows, strict=True)]
    return [*columns, [part.numerator for part in months], [part.denominator for part in months]] if rows else []


def _earned_in_pieces(night: date, last: int, chunk: int) -> list[list[int]]:
    """Columns: investments of the chunk of which something was redeemed, and all they have earned; none, mostly."""
    before = night - _DAY
    reduced = Investment.objects.filter(reduced_minor__isnull=False, pk__gt=last, accrual__accrued_through=before)
    if not reduced.exists():
        return []
    beyond = Accrual.objects.filter(accrued_through=before, pk__gt=last, investment__state__in=EARNING).order_by("pk")
    highest = beyond.values_list("pk", flat=True)[chunk - 1 : chunk].first()
    if highest is not None:
        reduced = reduced.filter(pk__lte=highest)
    reduced = reduced.filter(state__in=EARNING).select_related("terms").prefetch_related("reductions")
    earned = {one.pk: cumulative_interest(one.rule, night).minor for one in reduced}
    return [list(earned), list(earned.values())] if earned else []


@transaction.atomic
def _accrue_chunk(run: AccrualRun, bases: list[list[object]], last: int, chunk: int, by: User | None) -> int | None:
    """Post and advance up to `chunk` investments beyond `last`; the highest of them, None when no more follow."""
    # Two runs of one night take turns, chunk by chunk, and find what is left.
    AccrualRun.objects.select_for_update().get(pk=run.pk)
    # Principal that is being taken out meanwhile would earn a night too much.
    hold_principal_still()
    pieces = _earned_in_pieces(run.as_of, last, chunk)
    with connection.cursor() as cursor:
        cursor.execute(_WORKBENCH)
        cursor.execute(_COMPUTE_WITH_PIECES if pieces else _COMPUTE, [run.as_of - _DAY, last, chunk, *bases, *pieces])
        done = cursor.rowcount
        if done == 0:
            return None
        if done >= _MANY:
            cursor.execute("analyze funds_night")
        batch = _post(run.as_of, by)
        cursor.execute(_ADVANCE, [run.as_of])
        cursor.execute("select max(investment_id) from funds_night")
        highest: int = cursor.fetchone()[0]
        # A few rows are quicker deleted, many quicker thrown away with their file.
        cursor.execute("truncate funds_night" if done >= _MANY else "delete from funds_night")
    AccrualRun.objects.filter(pk=run.pk).update(investments=F("investments") + done, posted=F("posted") + batch.posted)
    return highest if done == chunk else None


def _post(night: date, by: User | None) -> PostedBatch:
    """Booked today with value of the night; if the night's books are closed, with value of today."""
    today = clock.today()
    try:
        return _post_valued(night, night, today, by)
    except PeriodClosed:
        return _post_valued(night, today, today, by)


def _post_valued(night: date, value_on: date, booked_on: date, by: User | None) -> PostedBatch:
    return post_transfers_from(
        _TRANSFERS, [night, night], kind="accrual", booked_on=booked_on, value_on=value_on, by=by
    )


@transaction.atomic
def _finish(run: AccrualRun, by: User | None, *, worked: bool) -> AccrualRun:
    run = AccrualRun.objects.select_for_update().get(pk=run.pk)
    if worked or run.state != AccrualRun.State.COMPLETE:
        run.state, run.finished_at = AccrualRun.State.COMPLETE, clock.now()
        run.save(update_fields=["state", "finished_at"])
        record(InterestAccrued(f"accrual:{run.as_of}", None, run.as_of, run.investments, run.posted), by=by)
    return run

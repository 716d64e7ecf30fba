"""Let management fees grow night by night; nothing is posted before a fee run charges them (docs/adr/0015)."""

from datetime import date, timedelta
from itertools import pairwise

from django.db import connection, transaction
from django.db.models import Min

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from funds.domain.investment_states import HOLDING
from funds.errors import BadDate
from funds.fees.domain.fee_terms import is_month_end
from funds.fees.events import FeesAccrued
from funds.fees.models import FeeStanding
from funds.fees.selectors.accrued import GROWING, days_between, growth
from funds.fees.selectors.schedules import ScheduleBook, schedule_book
from funds.fees.services.begin_fees import begin_fees

CHUNK = 50_000
_MANY = 1_000
# Nights made up for in one step: a long gap does not ask for years of balances at once.
_NIGHTS = 31
_DAY = timedelta(days=1)
# One number for the whole firm: two nights at once take turns, chunk by chunk, and find what is left.
_TURN = 4_871_203_378

# Chunks are stretches of numbers, so that each is read by index and none twice.
_BOUNDS = """
    select max(investment_id) from (
        select investment_id, row_number() over (order by investment_id) - 1 as place
        from fees_feestanding where accrued_through = %s
    ) n group by place / %s order by 1
"""
_WORKBENCH = """
    create temporary table if not exists fees_night (
        investment_id bigint primary key, started_on date not null, opened_on date not null, product_id bigint not null,
        currency text not null, principal_minor bigint not null, reduced_minor bigint, whose bigint not null
    )
"""
# By the statistics of last night nobody stands at this one's day, and all stand at it or before; what is older than
# `since` does not move below.
_GATHER = f"""
    insert into fees_night {GROWING}
    where s.accrued_through <= %(since)s and i.state = any(%(holding)s)
        and s.investment_id > %(after)s and s.investment_id <= %(last)s and i.id > %(after)s and i.id <= %(last)s
"""
_ADVANCE = """
    with moved as (
        update fees_feestanding s set accrued_through = %(until)s, parts = s.parts + g.parts
        from ({grown}) g where g.investment_id = s.investment_id and s.accrued_through = %(since)s
        returning s.investment_id, s.parts
    ), point as (
        insert into fees_feepoint (investment_id, "on", parts)
        select investment_id, %(until)s, parts from moved where %(month_ends)s
        on conflict do nothing
    )
    select count(*) from moved
"""


def accrue_fees(*, as_of: date, by: User | None) -> int:
    """Every investment whose fees grow, accrued to the end of `as_of`; how many moved. Run again it adds nothing.

    One query where no schedule lets anything grow. Each chunk commits on its own: a run that dies goes on where it
    stopped. Raises BadDate for a day to come.
    """
    if as_of > clock.today():
        raise BadDate(f"Fees to {as_of:%-d %b %Y} have not been earned yet.")
    book = schedule_book()
    if not book.accruing:
        return 0
    begin_fees(book, as_of=as_of)
    moved = 0
    while (count := _accrue_step(book, as_of)) is not None:
        moved += count
    if moved:
        with transaction.atomic():
            record(FeesAccrued(f"fees:{as_of}", None, as_of, moved), by=by)
    return moved


def _accrue_step(book: ScheduleBook, as_of: date) -> int | None:
    """Advance the investments furthest behind, chunk by chunk, at most to a month's end; how many, None: none is."""
    behind = FeeStanding.objects.filter(accrued_through__lt=as_of, investment__state__in=HOLDING)
    since = behind.aggregate(day=Min("accrued_through"))["day"]
    if since is None:
        return None
    until = min(as_of, since + _NIGHTS * _DAY, _month_end(since + _DAY))
    with connection.cursor() as cursor:
        cursor.execute(_BOUNDS, [since, CHUNK])
        bounds = [0, *(bound for (bound,) in cursor.fetchall())]
    return sum(_accrue_chunk(book, since, until, after, last) for after, last in pairwise(bounds))


@transaction.atomic
def _accrue_chunk(book: ScheduleBook, since: date, until: date, after: int, last: int) -> int:
    """Advance the investments beyond `after` and up to `last` from `since` to `until`; how many."""
    chunk = {"since": since, "after": after, "last": last, "holding": list(HOLDING), "own": book.own_clients}
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_TURN])
        cursor.execute(_WORKBENCH)
        cursor.execute(_GATHER, chunk)
        many = cursor.rowcount >= _MANY
        if many:
            cursor.execute("analyze fees_night")
        grown = growth(book, days_between(since, until), growing="fees_night", given=chunk)
        end = {"until": until, "month_ends": is_month_end(until)}
        cursor.execute(_ADVANCE.format(grown=grown.query), {**grown.given, **end})
        moved: int = cursor.fetchone()[0]
        # A few rows are quicker deleted, many quicker thrown away with their file.
        cursor.execute("truncate fees_night" if many else "delete from fees_night")
    return moved


def _month_end(day: date) -> date:
    return next(end for end in (day + place * _DAY for place in range(31)) if is_month_end(end))

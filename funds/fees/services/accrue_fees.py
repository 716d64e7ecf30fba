"""Let management fees grow night by night; nothing is posted before a fee run charges them (docs/adr/0015)."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import connection, transaction
from django.db.models import Min, Q

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from funds.domain.investment_states import HOLDING
from funds.errors import BadDate
from funds.fees.domain.fee_terms import is_month_end
from funds.fees.events import FeesAccrued
from funds.fees.models import FeePoint, FeeSchedule, FeeStanding
from funds.fees.selectors.accrued import Growth, days_between, growths, parts_by_day
from funds.fees.selectors.schedules import ScheduleBook, schedule_book
from funds.models import Investment

CHUNK = 20_000
# Nights made up for in one step: a long gap does not ask for years of balances at once.
_NIGHTS = 31
_DAY = timedelta(days=1)

_ADVANCE = """
    update fees_feestanding s set accrued_through = %s, parts = s.parts + n.parts
    from unnest(%s::bigint[], %s::numeric[]) as n(investment_id, parts)
    where n.investment_id = s.investment_id
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
    _begin(book, as_of)
    moved = 0
    while count := _accrue_step(book, as_of):
        moved += count
    if moved:
        with transaction.atomic():
            record(FeesAccrued(f"fees:{as_of}", None, as_of, moved), by=by)
    return moved


def _begin(book: ScheduleBook, as_of: date) -> None:
    """A standing for each investment that comes under an accruing schedule for the first time."""
    schedules = [schedule for schedule in book.accruing if schedule.valid_from <= as_of]
    reach = Q(pk__in=[])
    for schedule in schedules:
        reach |= _reach(schedule)
    new = Investment.objects.filter(
        reach, fee_standing__isnull=True, state__in=HOLDING, funded_on__lte=as_of
    ).select_related("terms")
    standings = []
    for investment in new.iterator(chunk_size=5_000):
        start = _start(book, schedules, investment, as_of)
        if start is not None:
            standings.append(FeeStanding(investment=investment, started_on=start, accrued_through=start))
    # Two nights at once begin an investment once.
    FeeStanding.objects.bulk_create(standings, ignore_conflicts=True, batch_size=5_000)


def _reach(schedule: FeeSchedule) -> Q:
    reach = Q(terms__product=schedule.product_id, currency=schedule.currency)
    if schedule.client_id is not None:
        reach &= Q(client=schedule.client_id)
    return reach if schedule.applies_to_all else reach & Q(opened_on__gte=schedule.valid_from)


def _start(book: ScheduleBook, schedules: Sequence[FeeSchedule], investment: Investment, as_of: date) -> date | None:
    """The first day on which the money was here and a schedule let a fee grow; fees are those of the days after it."""
    assert investment.funded_on is not None
    days = {investment.funded_on, *(schedule.valid_from for schedule in schedules)}
    for day in sorted(day for day in days if investment.funded_on <= day <= as_of):
        schedule = book.of(investment, day)
        if schedule is not None and schedule.accrues:
            return day
    return None


def _accrue_step(book: ScheduleBook, as_of: date) -> int:
    """Advance the investments that are furthest behind by up to _NIGHTS nights, chunk by chunk; how many."""
    behind = FeeStanding.objects.filter(accrued_through__lt=as_of, investment__state__in=HOLDING)
    oldest = behind.aggregate(day=Min("accrued_through"))["day"]
    if oldest is None:
        return 0
    moved, last = 0, 0
    while True:
        done = _accrue_chunk(book, oldest, min(as_of, oldest + _NIGHTS * _DAY), last)
        if not done:
            return moved
        moved, last = moved + len(done), done[-1]


@transaction.atomic
def _accrue_chunk(book: ScheduleBook, since: date, until: date, last: int) -> list[int]:
    """Advance up to CHUNK investments beyond `last` from `since` to `until`; which they were."""
    # Whoever waited for the lock finds the row moved on and leaves it out.
    waiting = FeeStanding.objects.filter(accrued_through=since, investment__state__in=HOLDING, pk__gt=last)
    growing = growths(waiting.select_for_update(of=("self",), no_key=True).order_by("pk")[:CHUNK])
    if not growing:
        return []
    days = days_between(since, until)
    grown = parts_by_day(growing, book, days)
    _keep_month_ends(growing, days, grown)
    ids = [one.investment for one in growing]
    with connection.cursor() as cursor:
        cursor.execute(_ADVANCE, [until, ids, [sum(parts) for parts in grown]])
    return ids


def _keep_month_ends(growing: Sequence[Growth], days: Sequence[date], grown: Sequence[Sequence[int]]) -> None:
    points = [
        FeePoint(investment_id=one.investment, on=day, parts=one.parts + sum(parts[: place + 1]))
        for place, day in enumerate(days)
        if is_month_end(day)
        for one, parts in zip(growing, grown, strict=True)
    ]
    FeePoint.objects.bulk_create(points, ignore_conflicts=True, batch_size=5_000)

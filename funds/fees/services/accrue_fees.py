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
from funds.fees.selectors.accrued import days_between, parts_of_days
from funds.fees.selectors.schedules import ScheduleBook, schedule_book
from funds.models import Investment
from funds.selectors.obligations import Obligation, obligation_history

CHUNK = 5_000
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
    while count := _accrue_chunk(book, as_of):
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
    for investment in new.iterator(chunk_size=CHUNK):
        start = _start(book, schedules, investment, as_of)
        if start is not None:
            standings.append(FeeStanding(investment=investment, started_on=start, accrued_through=start))
    # Two nights at once begin an investment once.
    FeeStanding.objects.bulk_create(standings, ignore_conflicts=True, batch_size=CHUNK)


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


@transaction.atomic
def _accrue_chunk(book: ScheduleBook, as_of: date) -> int:
    """Advance up to CHUNK of the standings that are furthest behind by up to _NIGHTS nights; how many."""
    behind = FeeStanding.objects.filter(accrued_through__lt=as_of, investment__state__in=HOLDING)
    oldest = behind.aggregate(day=Min("accrued_through"))["day"]
    if oldest is None:
        return 0
    waiting = behind.filter(accrued_through=oldest).select_for_update(of=("self",), no_key=True)
    standings = list(waiting.select_related("investment__terms").order_by("pk")[:CHUNK])
    until = min(as_of, oldest + _NIGHTS * _DAY)
    days = days_between(oldest, until)
    owed = obligation_history([one.investment for one in standings], dates=[day - _DAY for day in days])
    _advance(book, standings, days, owed, until)
    return len(standings)


def _advance(
    book: ScheduleBook,
    standings: Sequence[FeeStanding],
    days: Sequence[date],
    owed: dict[int, list[Obligation]],
    until: date,
) -> None:
    points, sums = [], []
    for standing in standings:
        grown = int(standing.parts)
        for day, parts in zip(days, parts_of_days(standing, book, days, owed[standing.pk]), strict=True):
            grown += parts
            if is_month_end(day):
                points.append(FeePoint(investment_id=standing.pk, on=day, parts=grown))
        sums.append(grown - int(standing.parts))
    FeePoint.objects.bulk_create(points, ignore_conflicts=True, batch_size=CHUNK)
    with connection.cursor() as cursor:
        cursor.execute(_ADVANCE, [until, [standing.pk for standing in standings], sums])

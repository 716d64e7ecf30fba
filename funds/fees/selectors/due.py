"""Which fees are due at a month's end, from where each is taken, and how its figure comes out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from fidus.lib import clock
from fidus.lib.money import Money
from funds.domain.investment_states import HOLDING
from funds.fees.domain.fee_terms import Every, FeeKind, TakenFrom, ends_period
from funds.fees.domain.management import to_charge
from funds.fees.models import FeePoint, FeeSchedule
from funds.fees.selectors.charged import management_charged
from funds.fees.selectors.high_water import GainStanding, gain_standings
from funds.fees.selectors.in_words import per_cent
from funds.fees.selectors.schedules import schedule_book
from funds.models import InterestMode, Investment
from funds.selectors.obligations import Obligation, obligations


@dataclass(frozen=True, slots=True)
class DueFee:
    """One fee to charge: so much from interest, the rest billed; `gains` is what a performance fee is taken on."""

    investment: Investment
    kind: FeeKind
    amount: Money
    from_interest: Money
    words: str
    gains: GainStanding | None = None

    @property
    def billed(self) -> Money:
        return self.amount - self.from_interest


def investments_with_fees() -> list[Investment]:
    """Those whose money is here and whose fees have begun."""
    held = Investment.objects.filter(state__in=HOLDING, fee_standing__isnull=False)
    return list(held.select_related("client", "terms__product").order_by("pk"))


def fees_due(investments: Iterable[Investment], *, until: date, value_on: date) -> list[DueFee]:
    """Fees to the end of `until`, a month's end, not charged yet. A handful of queries, however many investments."""
    investments, book = list(investments), schedule_book()
    under = {one.pk: schedule for one in investments if (schedule := book.of(one, until)) is not None}
    due = [*_management(investments, under, until), *_performance(investments, under, until)]
    return _taken(due, under, value_on)


def interest_available(investments: Iterable[Investment], *, value_on: date) -> dict[int, Money]:
    """By investment id, the interest a fee may be taken from: kept, not paid out, there on `value_on` and still now.

    Interest that is paid out month by month is promised to the client already.
    """
    investments = list(investments)
    then, now = (obligations(investments, as_of=day) for day in (value_on, clock.today()))
    return {one.pk: min(_outstanding(one, then[one.pk]), _outstanding(one, now[one.pk])) for one in investments}


def _outstanding(investment: Investment, held: Obligation) -> Money:
    zero = Money.zero(investment.currency)
    if investment.interest_mode == InterestMode.PAY_OUT:
        return zero
    return max(held.accrued - held.paid_out - held.fees, zero)


def _management(investments: Sequence[Investment], under: dict[int, FeeSchedule], until: date) -> list[DueFee]:
    points = dict(FeePoint.objects.filter(on=until, investment__in=investments).values_list("investment", "parts"))
    charged = management_charged(investments)
    found = []
    for one in investments:
        schedule = under.get(one.pk)
        every = Every.MONTH if schedule is None else Every(schedule.charged_every)
        if one.pk not in points or not ends_period(every, until):
            continue
        amount = to_charge(int(points[one.pk]), charged=charged[one.pk])
        if amount:
            words = (
                f"Accrued to {until:%-d %b %Y}: {amount + charged[one.pk]}, charged before: {charged[one.pk]}"
                f"{_rate(schedule)}."
            )
            found.append(DueFee(one, FeeKind.MANAGEMENT, amount, Money.zero(one.currency), words))
    return found


def _rate(schedule: FeeSchedule | None) -> str:
    if schedule is None:
        return ""
    return f"; {per_cent(schedule.management_rate)} a year of {schedule.management_base}, {schedule.day_count}"


def _performance(investments: Sequence[Investment], under: dict[int, FeeSchedule], until: date) -> list[DueFee]:
    asked = [one for one in investments if one.pk in under and _crystallises(under[one.pk], until)]
    found = []
    for gains in gain_standings(asked, as_of=until).values() if asked else ():
        one, schedule = gains.investment, under[gains.investment.pk]
        # A mark that was left on that day or later stands for it: what came in late counts in the next period.
        amount = gains.fee(schedule) if gains.water.since < until else Money.zero(one.currency)
        if amount:
            words = words_of_gain(gains, schedule)
            found.append(DueFee(one, FeeKind.PERFORMANCE, amount, Money.zero(one.currency), words, gains))
    return found


def words_of_gain(gains: GainStanding, schedule: FeeSchedule) -> str:
    words = (
        f"Trading earned {gains.result} in all to {gains.on:%-d %b %Y}; {gains.above} stands above the high-water mark "
        f"of {gains.mark}"
    )
    if schedule.hurdle_rate:
        words += f", {gains.over(schedule)} of it below the hurdle of {per_cent(schedule.hurdle_rate)} a year"
    return f"{words}; {per_cent(schedule.performance_rate)} of the rest."


def _crystallises(schedule: FeeSchedule, until: date) -> bool:
    return schedule.performance_rate > 0 and ends_period(Every(schedule.crystallised_every), until)


def _taken(due: Sequence[DueFee], under: dict[int, FeeSchedule], value_on: date) -> list[DueFee]:
    """From interest as far as it goes, where the schedule says so; the management fee comes first."""
    available = interest_available({fee.investment.pk: fee.investment for fee in due}.values(), value_on=value_on)
    taken = []
    for fee in due:
        one, schedule = fee.investment, under.get(fee.investment.pk)
        part = Money.zero(one.currency)
        if schedule is None or schedule.taken_from == TakenFrom.INTEREST:
            part = min(fee.amount, available[one.pk])
            available[one.pk] -= part
        taken.append(DueFee(one, fee.kind, fee.amount, part, fee.words, fee.gains))
    return taken

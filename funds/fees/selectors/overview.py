"""An investment's fees as its client sees them: what is agreed, what has grown, what was charged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from fidus.lib.money import Money, total
from funds.domain.interest import anniversary
from funds.domain.investment_states import HOLDING
from funds.fees.domain.fee_terms import Every, ends_period
from funds.fees.models import FeeCharge, FeeSchedule
from funds.fees.selectors.accrued import management_due
from funds.fees.selectors.charged import OPEN_BILL
from funds.fees.selectors.high_water import GainStanding, gain_standings
from funds.fees.selectors.in_words import schedule_in_words
from funds.fees.selectors.schedules import schedule_of
from funds.models import Investment

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Growing:
    """A fee that has grown and is charged on a day to come; None: at redemption."""

    label: str
    amount: Money
    charged_after: date | None


@dataclass(frozen=True)
class FeeOverview:
    """`growing` is a preview: nothing of it is posted, and a performance fee may shrink again."""

    words: list[tuple[str, str]]
    growing: list[Growing]
    gains: GainStanding | None
    charges: list[FeeCharge]
    billed: Money

    @property
    def empty(self) -> bool:
        return not self.words and not self.charges


def fee_overview(investment: Investment, *, as_of: date) -> FeeOverview:
    """At the end of `as_of`; the investment comes with `terms__product`."""
    schedule = schedule_of(investment, as_of) if investment.funded_on else None
    charges = list(investment.fee_charges.order_by("-value_on", "-pk"))
    bills = investment.fee_charges.filter(OPEN_BILL)
    gains, growing = None, []
    if schedule is not None and schedule.accrues and investment.state in HOLDING:
        if schedule.performance_rate:
            gains = gain_standings([investment], as_of=as_of).get(investment.pk)
        growing = _growing(investment, schedule, gains, as_of)
    return FeeOverview(
        words=[] if schedule is None else schedule_in_words(schedule),
        growing=growing,
        gains=gains,
        charges=charges,
        billed=total((bill.billed for bill in bills), investment.currency),
    )


def _growing(investment: Investment, schedule: FeeSchedule, gains: GainStanding | None, as_of: date) -> list[Growing]:
    found = []
    if schedule.management_rate:
        due = management_due(investment, as_of=as_of)
        found.append(Growing("Management fee", due, next_end(Every(schedule.charged_every), as_of)))
    if gains is not None:
        every = Every(schedule.crystallised_every)
        found.append(Growing("Performance fee", gains.fee(schedule), next_end(every, as_of)))
    return found


def next_end(every: Every, as_of: date) -> date | None:
    """The end of the period that `as_of` lies in; None for what is charged at redemption."""
    if every is Every.REDEMPTION:
        return None
    ends = (anniversary(as_of.replace(day=1), month) - _DAY for month in range(1, 13))
    return next(day for day in ends if ends_period(every, day))

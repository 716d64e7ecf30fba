"""Fee schedules, read once for any number of investments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from funds.fees.domain.schedules import in_force
from funds.fees.models import FeeSchedule
from funds.models import Investment


@dataclass(frozen=True)
class ScheduleBook:
    """All schedules by product and currency; what was found for a day is kept: the next investment asks the same."""

    by_fund: dict[tuple[int, str], list[FeeSchedule]]
    found: dict[tuple[object, ...], FeeSchedule | None] = field(default_factory=dict)

    def of(self, investment: Investment, on: date) -> FeeSchedule | None:
        """The schedule in force on a day; None: no fees. Without a query if `terms` is loaded."""
        if investment.opened_on is None:
            return None
        product = investment.terms.product_id
        return self.under(product, investment.currency, investment.client_id, investment.opened_on, on)

    def under(self, product: int, currency: str, client: int, opened_on: date, on: date) -> FeeSchedule | None:
        """The same by the facts that decide it."""
        schedules = self.by_fund.get((product, currency))
        if schedules is None:
            return None
        # A client without a schedule of their own is like any other.
        whose = client if any(schedule.client_id == client for schedule in schedules) else 0
        key = (product, currency, whose, opened_on, on)
        if key not in self.found:
            self.found[key] = in_force(schedules, client=client, opened_on=opened_on, on=on)
        return self.found[key]

    @property
    def own_clients(self) -> list[int]:
        """Clients with a schedule of their own."""
        schedules = (schedule for of_fund in self.by_fund.values() for schedule in of_fund)
        return sorted({schedule.client_id for schedule in schedules if schedule.client_id is not None})

    @property
    def accruing(self) -> list[FeeSchedule]:
        """Schedules under which something grows with time."""
        return [schedule for schedules in self.by_fund.values() for schedule in schedules if schedule.accrues]


def schedule_book(schedules: Iterable[FeeSchedule] | None = None) -> ScheduleBook:
    """One query; there are few schedules, however many investments."""
    by_fund: dict[tuple[int, str], list[FeeSchedule]] = defaultdict(list)
    for schedule in FeeSchedule.objects.all() if schedules is None else schedules:
        by_fund[schedule.product_id, schedule.currency].append(schedule)
    return ScheduleBook(dict(by_fund))


def schedule_of(investment: Investment, on: date) -> FeeSchedule | None:
    """The schedule an investment is under on a day; None: no fees."""
    of_fund = FeeSchedule.objects.filter(product=investment.terms.product_id, currency=investment.currency)
    return schedule_book(of_fund).of(investment, on)

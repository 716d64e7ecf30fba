"""Where an investment stands against its high-water mark: from its last charge, the accounts' results, the ledger."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from accounts.ledger.api import movements
from fidus.lib.money import Money
from funds.fees.domain.high_water import HighWater, Look, follow, hurdle, performance_fee, rounded
from funds.fees.models import FeeSchedule, FeeStanding
from funds.fees.selectors.charged import last_crystallisations
from funds.models import Investment
from funds.selectors.performance import performance_of_accounts

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class GainStanding:
    """An investment on a day: what it gained above its mark, and the principal that earned it."""

    investment: Investment
    on: date
    water: HighWater
    result: Money
    principal: Money

    @property
    def mark(self) -> Money:
        return rounded(self.water.mark, self.investment.currency)

    @property
    def running(self) -> Money:
        """What trading earned with the capital that is still here."""
        return rounded(self.water.running, self.investment.currency)

    @property
    def above(self) -> Money:
        return rounded(self.water.gain, self.investment.currency)

    def over(self, schedule: FeeSchedule) -> Money:
        """What must be earned above the mark before a fee is due."""
        return rounded(
            hurdle(self.principal, schedule.hurdle_rate, self.water.since, self.on), self.investment.currency
        )

    def fee(self, schedule: FeeSchedule, *, share: Fraction = Fraction(1)) -> Money:
        """The performance fee for `share` of the capital, were it charged now."""
        over = hurdle(self.principal, schedule.hurdle_rate, self.water.since, self.on)
        return performance_fee(
            self.water, rate=schedule.performance_rate, over=over, currency=self.investment.currency, share=share
        )


def gain_standings(investments: Iterable[Investment], *, as_of: date) -> dict[int, GainStanding]:
    """By investment id, for those whose fees have begun. Four queries for each currency, however many investments."""
    investments = [one for one in investments if one.principal_account is not None]
    started = dict(
        FeeStanding.objects.filter(investment__in=investments, started_on__lte=as_of).values_list(
            "investment", "started_on"
        )
    )
    by_currency: dict[str, list[Investment]] = defaultdict(list)
    for investment in investments:
        if investment.pk in started:
            by_currency[investment.currency].append(investment)
    found: dict[int, GainStanding] = {}
    for currency, held in by_currency.items():
        found |= _of_currency(currency, held, started, as_of)
    return found


def _of_currency(
    currency: str, investments: Sequence[Investment], started: dict[int, date], as_of: date
) -> dict[int, GainStanding]:
    marks = last_crystallisations(investments)
    principals = _principals(investments)
    before = {one.pk: started[one.pk] - _DAY for one in investments}
    dates = {as_of, *before.values()}
    dates.update(day for steps in principals.values() for day, _ in steps if day <= as_of)
    order = sorted(dates)
    place = {day: index for index, day in enumerate(order)}
    results = performance_of_accounts(currency, dates=order).by_investment
    nothing = [Money.zero(currency)] * len(order)
    found = {}
    for one in investments:
        earned = results.get(one.pk, nothing)
        mark = marks.get(one.pk)
        if mark is None:
            water = HighWater.start(earned[place[before[one.pk]]], started[one.pk])
        else:
            water = HighWater.crystallised(mark.mark, mark.result, mark.on)
        changes = _kept(principals[one.pk], water.since)
        looks = [Look(earned[place[day]], kept) for day, kept in changes if day <= as_of]
        # Who left after that day has paid on leaving.
        left = [Look(earned[place[as_of]], kept) for day, kept in changes if day > as_of]
        water = follow(water, [*looks, Look(earned[place[as_of]]), *left])
        principal = principals[one.pk][-1][1] if principals[one.pk] else Money.zero(currency)
        found[one.pk] = GainStanding(one, as_of, water, earned[place[as_of]], principal)
    return found


def _principals(investments: Sequence[Investment]) -> dict[int, list[tuple[date, Money]]]:
    """By investment id, the principal after each day on which it changed. One query of the ledger."""
    owners = {one.principal_account: one for one in investments}
    by_day: dict[int, dict[date, Money]] = {one.pk: {} for one in investments}
    for movement in movements([account for account in owners if account is not None]):
        days = by_day[owners[movement.account].pk]
        days[movement.value_on] = days.get(movement.value_on, Money.zero(movement.amount.currency)) - movement.amount
    steps: dict[int, list[tuple[date, Money]]] = {}
    for investment, days in by_day.items():
        held, steps[investment] = None, []
        for day in sorted(days):
            held = days[day] if held is None else held + days[day]
            steps[investment].append((day, held))
    return steps


def _kept(steps: Sequence[tuple[date, Money]], since: date) -> list[tuple[date, Fraction]]:
    """After `since`, the days on which principal changed and what share of it stayed.

    Principal that left altogether and came back is passed over: what it had gained or lost comes back with it.
    """
    lasting = [step for place, step in enumerate(steps) if step[1].minor > 0 or place == len(steps) - 1]
    return [
        (day, Fraction(after.minor, before.minor)) for (_, before), (day, after) in pairwise(lasting) if day > since
    ]

"""The night's SQL against plain Python: an investment at a time, a day at a time, a fraction at a time."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from fidus.lib import clock
from fidus.lib.money import Money
from funds.domain.day_counts import DayCount, year_fraction
from funds.fees.domain.fee_terms import ManagementBase, is_month_end
from funds.fees.domain.management import PARTS, rounded
from funds.fees.domain.schedules import in_force
from funds.fees.models import FeePoint, FeeSchedule, FeeStanding
from funds.fees.selectors.accrued import management_due
from funds.fees.services import accrue_fees as accruing
from funds.fees.services.accrue_fees import accrue_fees
from funds.fees.tests.scenes import FROM
from funds.models import Investment, Reduction
from funds.selectors.obligations import obligation_history
from funds.services.run_night import run_night
from funds.tests.scenes import a_client, a_product, an_investment

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
FIRST = date(2027, 12, 20)


def plain_parts(investment: Investment, until: date) -> dict[date, int]:
    """All fees to the end of each day since the first, by the words of docs/adr/0014 and 0015; empty: none began."""
    schedules = list(FeeSchedule.objects.filter(product=investment.terms.product_id, currency=investment.currency))
    days = _days(investment.funded_on - DAY, until)
    bases = _bases(investment, days)
    started, grown, parts = None, Fraction(0), {}
    for day in days:
        schedule = in_force(schedules, client=investment.client_id, opened_on=investment.opened_on, on=day)
        if started is not None and schedule is not None:
            so_far, before = (year_fraction(DayCount(schedule.day_count), started, one) for one in (day, day - DAY))
            base = max(bases[schedule.management_base][day - DAY], 0)
            grown += base * Fraction(schedule.management_rate) * (so_far - before)
        if started is None and schedule is not None and schedule.accrues:
            started = day
        if started is not None:
            assert (grown * PARTS).denominator == 1
            parts[day] = (grown * PARTS).numerator
    return parts


def _bases(investment: Investment, days: list[date]) -> dict[str, dict[date, int]]:
    moves = list(Reduction.objects.filter(investment=investment).values_list("effective_on", "principal_minor"))
    left = {day: investment.principal_minor - sum(minor for on, minor in moves if on <= day) for day in days}
    values = obligation_history([investment], dates=days)[investment.pk] if days else []
    value = {day: owed.total.minor for day, owed in zip(days, values, strict=True)}
    return {ManagementBase.PRINCIPAL: left, ManagementBase.VALUE: value}


a_day = st.integers(0, 80).map(lambda place: FIRST + DAY * place)
a_schedule = st.fixed_dictionaries({
    "valid_from": st.one_of(st.just(FROM), a_day),
    "applies_to_all": st.booleans(),
    "whose": st.sampled_from([None, None, 0, 1]),
    "management_rate": st.integers(0, 99_999).map(lambda millionths: Decimal(millionths) / 1_000_000),
    "performance_rate": st.sampled_from([Decimal(0), Decimal("0.2")]),
    "management_base": st.sampled_from(ManagementBase),
    "day_count": st.sampled_from(DayCount),
})  # fmt: skip
# Principal in cents, who, the day, then what is taken out (by halves) or comes back, and when.
an_agreement = st.tuples(
    st.integers(100, 10**13), st.integers(0, 2), a_day, st.lists(st.tuples(a_day, st.booleans()), max_size=3)
)


def _schedule(**terms: object) -> dict[str, object]:
    usual = {"valid_from": FROM, "applies_to_all": False, "whose": None, "management_rate": Decimal("0.02"),
             "performance_rate": Decimal(0), "management_base": ManagementBase.PRINCIPAL,
             "day_count": DayCount.ACT_ACT}  # fmt: skip
    return {**usual, **terms}


# Half leaves on 28 January, all comes back on 10 February; one client has a schedule of their own, on value,
# and everybody's day count changes in February of a leap year.
IN_AND_OUT = [(date(2028, 1, 28), False), (date(2028, 2, 10), True)]
SCHEDULES = [
    _schedule(),
    _schedule(whose=1, valid_from=date(2028, 1, 5), applies_to_all=True, management_base=ManagementBase.VALUE),
    _schedule(valid_from=date(2028, 2, 20), applies_to_all=True, day_count=DayCount.THIRTY_E_360),
]


@example(SCHEDULES, [(12_345_678_901, 0, FIRST, IN_AND_OUT), (777_777, 1, FIRST + DAY, [])], [7, 30, 45], 1)
@example(SCHEDULES, [(12_345_678_901, 0, FIRST, IN_AND_OUT), (777_777, 1, FIRST + DAY, [])], [82], 50_000)
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(a_schedule, min_size=1, max_size=4, unique_by=lambda one: (one["whose"], one["valid_from"])),
    st.lists(an_agreement, min_size=1, max_size=3),
    st.lists(st.integers(1, 45), min_size=1, max_size=3),
    st.sampled_from([1, 2, 50_000]),
)
def test_however_nights_are_missed_the_fees_are_those_of_plain_python(agreed, investments, gaps, chunk):
    with transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(accruing, "CHUNK", chunk)
        product = a_product()
        clients = [a_client(f"Client {name} Example") for name in "ABC"]
        FeeSchedule.objects.bulk_create(
            FeeSchedule(
                product=product, version=place, currency="USD", published_at=clock.now(),
                client=None if terms["whose"] is None else clients[terms["whose"]],
                **{name: term for name, term in terms.items() if name != "whose"},
            )
            for place, terms in enumerate(agreed, 1)
        )  # fmt: skip
        made = []
        for minor, whose, opened, moves in investments:
            one = an_investment(
                str(Money.from_minor(minor, "USD").amount), product=product, client=clients[whose], funded_on=opened
            )
            made.append((one, moves))
        nights = [FIRST + DAY * sum(gaps[: place + 1]) for place in range(len(gaps))]
        _move(made)
        for night in nights:
            with clock.at(night):
                if chunk > 1:
                    run_night(as_of=night, by=None)
                accrue_fees(as_of=night, by=None)
                accrue_fees(as_of=night, by=None)
                _compare([one for one, _ in made], night)
        transaction.set_rollback(True)


def _move(made) -> None:
    """Half of what is there leaves, or all that left comes back; the ledger's side of it is tried elsewhere."""
    for investment, moves in made:
        gone = 0
        for place, (day, back) in enumerate(sorted(moves)):
            minor = -gone if back else (investment.principal_minor - gone) // 2
            if minor and day > investment.funded_on:
                Reduction.objects.create(
                    investment=investment, effective_on=day, principal_minor=minor, reference=f"{investment}:{place}",
                    recorded_at=clock.now(),
                )  # fmt: skip
                gone += minor


def _compare(made, night) -> None:
    later = night + 40 * DAY
    for investment in made:
        expected = plain_parts(investment, later)
        standing = FeeStanding.objects.filter(investment=investment).first()
        if night not in expected:
            assert standing is None
            continue
        assert (standing.started_on, standing.accrued_through) == (min(expected), night)
        assert standing.parts == expected[night]
        points = dict(FeePoint.objects.filter(investment=investment).values_list("on", "parts"))
        assert points == {day: expected[day] for day in _days(standing.started_on, night) if is_month_end(day)}
        assert management_due(investment, as_of=later) == rounded(expected[later], "USD")


def _days(after, until):
    return [after + DAY * place for place in range(1, (until - after).days + 1)]

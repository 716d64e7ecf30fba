"""Turn each interest month of a paying investment into a payment to approve; kept interest is left where it is."""

from datetime import date

from django.db import connection, transaction

from accounts.models import User
from accounts.trail.api import record
from fidus.lib.money import Money, total
from funds.domain.calendars import Calendar, next_business_day
from funds.domain.interest import anniversary, full_months, interest_between
from funds.domain.payout_states import PayoutState
from funds.events import InterestFellDue
from funds.models import InterestPayout, Investment

# Investments whose next anniversary may have come; which of them it is, the domain decides.
_CANDIDATES = """
    select i.id, max(p.due_on)
    from funds_investment i
    join funds_accrual a on a.investment_id = i.id
    left join funds_interestpayout p on p.investment_id = i.id
    where i.interest_mode = 'pay_out' and i.state in ('active', 'redeeming')
    group by i.id
    having coalesce(max(p.due_on), i.earns_from) + 28 <= least(%s, max(a.accrued_through))
    order by i.id
"""


@transaction.atomic
def make_interest_due(*, as_of: date, by: User | None) -> list[InterestPayout]:
    """New payments for all anniversaries up to `as_of` whose interest is accrued; running it again adds nothing."""
    with connection.cursor() as cursor:
        cursor.execute(_CANDIDATES, [as_of])
        last_due = dict(cursor.fetchall())
    investments = (
        Investment.objects.select_for_update(of=("self",))
        .select_related("terms", "accrual")
        .prefetch_related("reductions")
        .filter(pk__in=last_due)
        .order_by("pk")
    )
    payouts = []
    for investment in investments:
        until = min(as_of, investment.accrual.accrued_through)
        for payout in _months_due(investment, last_due[investment.pk], until, by):
            stored, made = InterestPayout.objects.get_or_create(
                investment=investment, due_on=payout.due_on, defaults=_values(payout)
            )
            if made:
                event = InterestFellDue(investment.number, investment.client_id, payout.due_on, payout.amount)
                record(event, by=by)
                payouts.append(stored)
    return payouts


def _months_due(investment: Investment, last: date | None, until: date, by: User | None) -> list[InterestPayout]:
    rule, calendar = investment.rule, Calendar(investment.terms.calendar)
    payouts = []
    for month in range(1, full_months(rule.earns_from, until) + 1):
        due_on = anniversary(rule.earns_from, month)
        if last is not None and due_on <= last:
            continue
        began_on = anniversary(rule.earns_from, month - 1)
        amount = interest_between(rule, began_on, due_on) - _taken_out(investment, began_on, due_on)
        if amount > Money.zero(investment.currency):
            payouts.append(
                InterestPayout(
                    investment=investment,
                    due_on=due_on,
                    pay_on=next_business_day(calendar, due_on),
                    currency=investment.currency,
                    amount_minor=amount.minor,
                    state=PayoutState.DUE,
                    prepared_by=by,
                )
            )
    return payouts


def _taken_out(investment: Investment, after: date, until: date) -> Money:
    """Interest of the month that a redemption took along, so that nobody gets it twice."""
    if investment.reduced_minor is None:
        return Money.zero(investment.currency)
    taken = [one.interest for one in investment.reductions.all() if after < one.effective_on <= until]
    return total(taken, investment.currency)


def _values(payout: InterestPayout) -> dict[str, object]:
    names = ("pay_on", "currency", "amount_minor", "state", "prepared_by")
    return {name: getattr(payout, name) for name in names}

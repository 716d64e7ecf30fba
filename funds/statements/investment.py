"""The figures of one investment: what is owed, the terms, the interest schedule and how the interest comes out."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from fidus.lib.money import Money
from funds.domain.day_counts import DayCount, month_fraction
from funds.domain.interest import (
    InterestRule,
    PrincipalChange,
    anniversary,
    cumulative_interest,
    full_months,
    months_until,
    principal_at,
)
from funds.domain.windows import next_window
from funds.statements import words
from funds.statements.facts import Agreed, InvestmentFacts
from funds.statements.figures import Explanation, InvestmentFigures, ScheduleRow, TermsFigures

_DAY = timedelta(days=1)
_POSTED_MONTHS, _PROJECTED_MONTHS = 4, 2
_ZERO = Decimal("0.00")
# How each convention turns the days of a part month into a part of a month.
_PART_MONTH = {
    DayCount.THIRTY_360: "÷ 30",
    DayCount.THIRTY_E_360: "÷ 30",
    DayCount.ACT_365F: "× 12 ÷ 365",
    DayCount.ACT_ACT: "× 12 ÷ days of the year",
    DayCount.ACT_30_44: "÷ 30.44",
}


def investment_figures(one: InvestmentFacts, *, end: date) -> InvestmentFigures:
    principal = sum((line.amount for line in one.lines if line.principal), _ZERO)
    accrued = sum((line.amount for line in one.lines if line.interest), _ZERO)
    paid_out = -sum((line.amount for line in one.lines if line.paid_out), _ZERO)
    fees = -sum((line.amount for line in one.lines if line.fee), _ZERO)
    payable = sum((line.amount for line in one.lines if line.payable), _ZERO)
    owed = principal + accrued - paid_out - fees + payable
    rule = rule_of(one)
    return InvestmentFigures(
        number=one.number,
        product=one.product,
        state=_state(one, principal, owed, end),
        terms=_terms(one, end, held=principal > 0),
        principal=principal,
        accrued=accrued,
        paid_out=paid_out,
        owed=owed,
        schedule=tuple(_schedule(one, rule, principal, owed - accrued, end)),
        explanation=_explanation(one.agreed, rule, accrued, end) if principal and end > one.earns_from else None,
        fees=fees,
        payable=payable,
    )


def rule_of(one: InvestmentFacts) -> InterestRule:
    """The rule as the lines have it: the principal that came, and what redemptions took of it when."""
    agreed = one.agreed
    opening = sum((line.amount for line in one.lines if line.principal and not line.redeemed), _ZERO)
    changes = tuple(
        PrincipalChange(line.value_on, Money(-line.amount, one.currency)) for line in one.lines if line.redeemed
    )
    principal = Money(opening, one.currency)
    return InterestRule(principal, agreed.monthly_rate, one.earns_from, agreed.day_count, agreed.throughout, changes)


def _state(one: InvestmentFacts, principal: Decimal, owed: Decimal, end: date) -> str:
    """As the dates and the ledger have it at `end`, not as it is today."""
    if not owed:
        return "closed"
    if not principal and any(line.redeemed for line in one.lines):
        return "redeemed"
    if end <= one.earns_from and one.earns_from > one.started_on:
        return "incubating"
    return "earning, paid out" if one.agreed.pays_out else "earning"


def _terms(one: InvestmentFacts, end: date, *, held: bool) -> TermsFigures:
    agreed = one.agreed
    window = (
        next_window(
            agreed.window_rule,
            earns_from=one.earns_from,
            notice_days=agreed.notice_days,
            business_days=agreed.business_days,
            as_of=end + _DAY,
        )
        if held
        else None
    )
    incubates = one.earns_from > one.started_on
    return TermsFigures(
        version=agreed.version,
        since=agreed.since,
        monthly_rate=agreed.monthly_rate,
        day_count=day_count_words(agreed),
        incubation_start=one.started_on if incubates else None,
        earns_from=one.earns_from,
        pays_out=agreed.pays_out,
        window=window.opens_on if window else None,
        notice_by=window.notice_by if window else None,
    )


def day_count_words(agreed: Agreed) -> str:
    if agreed.throughout:
        named = "actual days / 30.44" if agreed.day_count is DayCount.ACT_30_44 else agreed.day_count.value
        return f"{named}, throughout"
    return f"full months; {agreed.day_count.value} for part months"


def _schedule(one: InvestmentFacts, rule: InterestRule, principal: Decimal, besides: Decimal, end: date):  # type: ignore[no-untyped-def]
    """Calendar months as posted, what came before them in one row, then months as they are expected."""
    accrued_at = dict.fromkeys(_ends(one.earns_from, end), _ZERO)
    for line in one.lines:
        if line.interest:
            for on in accrued_at:
                if line.value_on <= on:
                    accrued_at[on] += line.amount
    before, total = one.earns_from, _ZERO
    for on, accrued in accrued_at.items():
        owed = sum((line.amount for line in one.lines if line.value_on <= on), _ZERO)
        yield _schedule_row(one, before, on, accrued - total, accrued, owed, projected=False)
        before, total = on, accrued
    if not principal:
        return
    for ahead in range(1, _PROJECTED_MONTHS + 1):
        on = anniversary(end + _DAY, ahead) - _DAY
        if on <= one.earns_from:
            continue
        expected = cumulative_interest(rule, on).amount - cumulative_interest(rule, max(before, end)).amount
        yield _schedule_row(one, before, on, expected, total + expected, besides + total + expected, projected=True)
        before, total = on, total + expected


def _schedule_row(
    one: InvestmentFacts,
    start: date,
    end: date,
    interest: Decimal,
    total: Decimal,
    owed: Decimal,
    *,
    projected: bool,
) -> ScheduleRow:
    days = (end - start).days
    return ScheduleRow(start, end, days, (end - one.earns_from).days, interest, total, owed, projected)


def _ends(earns_from: date, end: date) -> list[date]:
    """The last month ends up to `end`; what was earned before the first of them stands in its row."""
    ends = [anniversary(date(end.year, end.month, 1), 1 - back) - _DAY for back in range(_POSTED_MONTHS - 1, -1, -1)]
    return [on for on in ends if on > earns_from]


def _explanation(agreed: Agreed, rule: InterestRule, accrued: Decimal, end: date) -> Explanation:
    months, broken_from = 0, rule.earns_from
    if not agreed.throughout:
        months = full_months(rule.earns_from, end)
        broken_from = anniversary(rule.earns_from, months)
    time, capped = _time(agreed, months, broken_from, end)
    by_rule = cumulative_interest(rule, end).amount
    remark = ""
    if capped:
        remark = "The days of the part month count as no more than the month they belong to."
    if accrued != by_rule:
        more = words.amount(accrued - by_rule, sign=True)
        remark = f"{remark} Corrections of {more} are booked besides, so {words.amount(accrued)} stand in our ledger."
    numbers = _pieces(rule, end) if rule.changes else _product(rule.principal.amount, rule.monthly_rate, time)
    said = _rule_words(agreed) + (", added up over what stood of the principal when" if rule.changes else "")
    return Explanation(said, f"{numbers} = {words.amount(by_rule)}", remark.strip())


def _product(principal: Decimal, monthly_rate: Decimal, time: str) -> str:
    return f"{words.amount(principal)} × {words.percent(monthly_rate)} × {time}"


def _pieces(rule: InterestRule, end: date) -> str:
    """Each piece of principal with the months it stood, as exact fractions, which sum to the months in all."""
    dates = sorted({change.effective_on for change in rule.changes if rule.earns_from < change.effective_on < end})
    products = []
    for since, until in pairwise([rule.earns_from, *dates, end]):
        earned = months_until(rule, until) - months_until(rule, since)
        time = f"{earned}" if earned.denominator == 1 else f"{earned.numerator} ÷ {earned.denominator}"
        if standing := principal_at(rule, since).amount:
            products.append(_product(standing, rule.monthly_rate, time))
    return " + ".join(products)


def _time(agreed: Agreed, months: int, broken_from: date, end: date) -> tuple[str, bool]:
    """The time factor in figures, and whether the part month was cut to a whole one."""
    convention = agreed.day_count
    part = month_fraction(convention, broken_from, end)
    capped = not agreed.throughout and part > 1
    if convention in (DayCount.THIRTY_360, DayCount.THIRTY_E_360):
        rest = f"{int(part * 30)} ÷ 30"
    elif convention is DayCount.ACT_365F:
        rest = f"{(end - broken_from).days} × 12 ÷ 365"
    elif convention is DayCount.ACT_30_44:
        rest = f"{(end - broken_from).days} ÷ 30.44"
    else:
        rest = " + ".join(f"{days} × 12 ÷ {length}" for days, length in _by_year(broken_from, end))
    if not part:
        return str(months), False
    if capped:
        return str(months + 1), True
    if months:
        return f"({months} + {rest})", False
    return (f"({rest})" if "+" in rest else rest), False


def _by_year(start: date, end: date) -> list[tuple[int, int]]:
    """Days from `start` to `end` in each calendar year, with that year's length."""
    parts = []
    while start < end:
        until = min(end, date(start.year + 1, 1, 1))
        parts.append(((until - start).days, 366 if date(start.year, 12, 31).timetuple().tm_yday == 366 else 365))
        start = until
    return parts


def _rule_words(agreed: Agreed) -> str:
    divisor = _PART_MONTH[agreed.day_count]
    if agreed.throughout:
        return f"Interest accrued = principal × monthly rate × days since the end of incubation {divisor}"
    return f"Interest accrued = principal × monthly rate × (full months + days of the part month {divisor})"

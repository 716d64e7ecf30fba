"""Simple monthly interest on principal: full months exactly, the rest of a month by the terms' day count."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal, localcontext
from fractions import Fraction

from fidus.lib.money import Money
from funds.domain.day_counts import DayCount, month_fraction

# Digits enough that no quotient can be mistaken for a tie: ties end after a few digits, all others differ earlier.
_EXACT = Context(prec=60)


@dataclass(frozen=True, slots=True)
class PrincipalChange:
    """From the end of `effective_on`, `reduction` of the principal earns no more; negative where it came back."""

    effective_on: date
    reduction: Money


@dataclass(frozen=True, slots=True)
class InterestRule:
    """What an investment earns: `monthly_rate` is a share (0.025), `earns_from` the end of incubation.

    `principal` is the opening one; what was redeemed since stands in `changes` (docs/adr/0012-principal-in-pieces.md).
    """

    principal: Money
    monthly_rate: Decimal
    earns_from: date
    day_count: DayCount
    throughout: bool = False
    changes: tuple[PrincipalChange, ...] = ()


@dataclass(frozen=True, slots=True)
class InterestMonth:
    """One line of an interest table; `complete` is False for the month that is still running."""

    number: int
    start: date
    end: date
    days: int
    interest: Money
    cumulative: Money
    complete: bool


def anniversary(start: date, months: int) -> date:
    """`start` plus whole months, clipped to the month's end; always from the original date, so that it cannot drift."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def full_months(start: date, as_of: date) -> int:
    """How many anniversaries of `start` have been reached on `as_of`; 0 before the first."""
    months = (as_of.year - start.year) * 12 + as_of.month - start.month
    if anniversary(start, months) > as_of:
        months -= 1
    return max(months, 0)


def months_earned(earns_from: date, as_of: date, day_count: DayCount, *, throughout: bool) -> Fraction:
    """Months of interest earned on `as_of`: none up to `earns_from`, then full months and the broken one by day count.

    A broken month never counts more than the month it is part of: under 30/360 the days from 28 February to 30 March
    would be 32 of 30, and the next day, a full month, would be worth less.
    """
    if as_of <= earns_from:
        return Fraction(0)
    if throughout:
        return month_fraction(day_count, earns_from, as_of)
    complete = full_months(earns_from, as_of)
    broken = month_fraction(day_count, anniversary(earns_from, complete), as_of)
    return complete + min(broken, Fraction(1))


def exact_interest(rule: InterestRule, as_of: date) -> Fraction:
    """All interest earned up to `as_of`, unrounded: each piece of principal earns the months counted while it stood.

    Months are counted from the end of incubation whatever is redeemed meanwhile, so the pieces of a month sum to it.
    """
    months = months_until(rule, as_of)
    earned = Fraction(rule.principal.amount) * months
    for change in rule.changes:
        if change.effective_on < as_of:
            earned -= Fraction(change.reduction.amount) * (months - months_until(rule, change.effective_on))
    return earned * Fraction(rule.monthly_rate)


def months_until(rule: InterestRule, as_of: date) -> Fraction:
    """Months of interest from the end of incubation to `as_of`, whatever principal stood then."""
    return months_earned(rule.earns_from, as_of, rule.day_count, throughout=rule.throughout)


def principal_at(rule: InterestRule, as_of: date) -> Money:
    """What is left of the principal at the end of `as_of`."""
    left = rule.principal
    for change in rule.changes:
        if change.effective_on <= as_of:
            left -= change.reduction
    return left


def cumulative_interest(rule: InterestRule, as_of: date) -> Money:
    """All interest earned up to `as_of`, rounded once."""
    exact = exact_interest(rule, as_of)
    with localcontext(_EXACT):
        return Money.rounded(Decimal(exact.numerator) / Decimal(exact.denominator), rule.principal.currency)


def interest_to_post(rule: InterestRule, as_of: date, *, posted: Money) -> Money:
    """What must be posted on `as_of` so that everything posted equals the rounded total: no drift at any date."""
    return cumulative_interest(rule, as_of) - posted


def interest_between(rule: InterestRule, start: date, end: date) -> Money:
    """Interest of a period as the difference of rounded totals, so that the parts always sum to the whole."""
    return cumulative_interest(rule, end) - cumulative_interest(rule, start)


def interest_table(rule: InterestRule, as_of: date) -> list[InterestMonth]:
    """Every interest month begun by `as_of`, oldest first; the last one may be running still."""
    rows: list[InterestMonth] = []
    earned = Money.zero(rule.principal.currency)
    start = rule.earns_from
    while start < as_of:
        number = len(rows) + 1
        anniversary_on = anniversary(rule.earns_from, number)
        end = min(anniversary_on, as_of)
        cumulative = cumulative_interest(rule, end)
        rows.append(
            InterestMonth(
                number, start, end, (end - start).days, cumulative - earned, cumulative, end == anniversary_on
            )
        )
        earned, start = cumulative, end
    return rows


def nominal_annual_rate(monthly_rate: Decimal) -> Decimal:
    """Twelve times the monthly rate: 2.5 % a month is 30 % nominal a year."""
    return monthly_rate * 12


def effective_annual_rate(monthly_rate: Decimal) -> Decimal:
    """What a year would yield if each month's interest were reinvested at the same rate: never credited."""
    with localcontext(_EXACT):
        return (1 + monthly_rate) ** 12 - 1

"""A fee schedule in sentences, for the back office and for clients."""

from __future__ import annotations

from decimal import Decimal

from fidus.lib.money import Money
from funds.fees.domain.fee_terms import Every, ManagementBase, TakenFrom
from funds.fees.models import FeeSchedule

_EVERY = {
    Every.MONTH: "every month",
    Every.QUARTER: "every quarter",
    Every.YEAR: "every year",
    Every.REDEMPTION: "only when money is redeemed",
}


def per_cent(share: Decimal) -> str:
    return f"{(share * 100).normalize():f}\N{NO-BREAK SPACE}%"


def schedule_in_words(schedule: FeeSchedule) -> list[tuple[str, str]]:
    """(what, how) for each fee of the schedule; empty if it charges nothing."""
    found = [
        ("Management fee", _management(schedule)),
        ("Performance fee", _performance(schedule)),
        ("Withdrawal fee", _withdrawal(schedule)),
        ("Early redemption", _early(schedule)),
    ]
    if schedule.accrues:
        found.append(("Taken from", _source(schedule)))
    return [(what, how) for what, how in found if how]


def _management(schedule: FeeSchedule) -> str:
    if not schedule.management_rate:
        return ""
    base = (
        "principal" if schedule.management_base == ManagementBase.PRINCIPAL else "principal and interest not paid out"
    )
    rate, every = per_cent(schedule.management_rate), _EVERY[Every(schedule.charged_every)]
    return f"{rate} a year of the {base}, day by day ({schedule.day_count}), charged {every}"


def _performance(schedule: FeeSchedule) -> str:
    if not schedule.performance_rate:
        return ""
    hurdle = f" beyond {per_cent(schedule.hurdle_rate)} a year" if schedule.hurdle_rate else ""
    every = _EVERY[Every(schedule.crystallised_every)]
    return f"{per_cent(schedule.performance_rate)} of trading gains above the high-water mark{hurdle}, charged {every}"


def _withdrawal(schedule: FeeSchedule) -> str:
    flat, rate = schedule.withdrawal_flat, schedule.withdrawal_rate
    if flat and rate:
        return f"{flat} and {per_cent(rate)} of what leaves"
    if flat:
        return f"{flat} each time"
    return f"{per_cent(rate)} of what leaves" if rate else ""


def _early(schedule: FeeSchedule) -> str:
    if not schedule.early_allowed:
        return ""
    steps = [
        f"{per_cent(step.rate)} {'after that' if step.below is None else f'in the first {step.below} months'}"
        for step in schedule.steps
    ]
    return "outside the windows" + (": " + ", ".join(steps) + " of what leaves" if steps else " without a penalty")


def _source(schedule: FeeSchedule) -> str:
    if schedule.taken_from == TakenFrom.BILL:
        return "A bill"
    return "Interest that is kept, as far as it goes; the rest is billed. Principal is not touched"


def how_taken(interest: Money, billed: Money, withheld: Money) -> str:
    """From where one fee was taken."""
    parts = [(interest, "taken from your interest"), (billed, "billed"), (withheld, "kept back from a redemption")]
    named = [(money, words) for money, words in parts if money]
    if len(named) == 1:
        return named[0][1].capitalize()
    return ", ".join(f"{money} {words}" for money, words in named).capitalize()

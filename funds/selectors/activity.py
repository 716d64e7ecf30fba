"""A client's movements as the ledger has them, with the nights of accrual folded into interest months."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from accounts.ledger.api import Movement, movements
from accounts.models import Client
from fidus.lib.money import Money
from funds.domain.interest import anniversary, full_months
from funds.models import Investment

# What the ledger calls an entry -> what a client reads; a kind that is not here is read as it is written.
KINDS = {
    "subscription": "Money received",
    "top_up": "Money added",
    "accrual": "Interest accrued",
    "interest_payment": "Interest paid out",
    "redemption": "Redeemed, set aside to be paid",
    "redemption_payment": "Redemption paid out",
    "redemption_charges": "Fees kept back from a redemption",
    "penalty": "Charge for leaving early",
    "fee": "Fee taken from interest",
    "fee_payment": "Fee paid",
    "reversal": "Correction",
}


def title_of(kind: str) -> str:
    return KINDS.get(kind, kind.replace("_", " ").capitalize())


@dataclass(frozen=True, slots=True)
class ActivityLine:
    """One line a client reads: positive is more for the client. `nights` is how many nights were folded into it.

    `place` tells it from others of its kind and investment: the ledger's entry, or the number of the interest month.
    """

    on: date
    booked_on: date
    investment: Investment
    kind: str
    title: str
    text: str
    amount: Money
    place: int
    nights: int = 1


def activity(
    client: Client,
    *,
    start: date | None = None,
    end: date | None = None,
    investment: Investment | None = None,
    kind: str | None = None,
    known_at: int | None = None,
) -> list[ActivityLine]:
    """The newest first, with value from `start` to `end`. Two queries, however many investments."""
    owned = client.investments.select_related("terms__product")
    if investment is not None:
        owned = owned.filter(pk=investment.pk)
    return activity_of(owned, start=start, end=end, kind=kind, known_at=known_at)


def activity_of(
    investments: Iterable[Investment],
    *,
    start: date | None = None,
    end: date | None = None,
    kind: str | None = None,
    known_at: int | None = None,
) -> list[ActivityLine]:
    """The same for investments at hand, which come with `terms__product`. One query of the ledger."""
    owners = {account: holder for holder in investments for account in holder.ledger_accounts}
    entries: dict[tuple[int, int], list[Movement]] = {}
    folds: dict[tuple[int, int], list[Movement]] = {}
    for movement in movements(list(owners), start=start, end=end, known_at=known_at):
        holder = owners[movement.account]
        if kind is not None and movement.kind != kind:
            continue
        if movement.kind == "accrual":
            folds.setdefault((holder.pk, _interest_month(holder, movement)), []).append(movement)
        else:
            entries.setdefault((holder.pk, movement.entry), []).append(movement)
    lines = [_line(owners[legs[0].account], legs) for legs in entries.values()]
    for (_, month), nights in folds.items():
        lines.append(_fold(owners[nights[0].account], month, nights))
    return sorted(lines, key=lambda line: (line.on, line.investment.number, line.booked_on), reverse=True)


def _interest_month(investment: Investment, movement: Movement) -> int:
    """The night stands in the key; the value date differs where the books of the night were closed already."""
    night = date.fromisoformat(movement.key.rsplit(":", 1)[1])
    assert investment.earns_from is not None
    return full_months(investment.earns_from, night - timedelta(days=1)) + 1


def _line(investment: Investment, legs: list[Movement]) -> ActivityLine:
    """One entry is one line: money that an investment sets aside to be paid is still the client's."""
    first, amount = legs[0], Money.zero(investment.currency)
    for leg in legs:
        amount -= leg.amount
    return ActivityLine(
        first.value_on, first.booked_on, investment, first.kind, title_of(first.kind), first.text, amount, first.entry
    )


def _fold(investment: Investment, month: int, nights: list[Movement]) -> ActivityLine:
    assert investment.earns_from is not None
    begin, end = (anniversary(investment.earns_from, place) for place in (month - 1, month))
    amount = Money.zero(investment.currency)
    for night in nights:
        amount -= night.amount
    return ActivityLine(
        max(night.value_on for night in nights),
        max(night.booked_on for night in nights),
        investment,
        "accrual",
        KINDS["accrual"],
        f"Interest month {month}, {begin:%-d %b %Y} to {end:%-d %b %Y}",
        amount,
        month,
        len(nights),
    )

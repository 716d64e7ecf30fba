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

# What the ledger calls an entry -> what a client reads.
KINDS = {
    "subscription": "Money received",
    "accrual": "Interest accrued",
    "interest_payment": "Interest paid out",
    "fee": "Fee taken from interest",
    "redemption": "Redeemed, to be paid",
    "redemption_charges": "Fees kept back",
    "redemption_payment": "Redemption paid out",
    "reversal": "Correction",
}


@dataclass(frozen=True, slots=True)
class ActivityLine:
    """One line a client reads: positive is more for the client. `nights` is how many entries were folded into it."""

    on: date
    booked_on: date
    investment: Investment
    kind: str
    title: str
    text: str
    amount: Money
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
    lines: list[ActivityLine] = []
    folds: dict[tuple[int, int], list[Movement]] = {}
    for movement in movements(list(owners), start=start, end=end, known_at=known_at):
        holder = owners[movement.account]
        if kind is not None and movement.kind != kind:
            continue
        if movement.kind == "accrual":
            folds.setdefault((holder.pk, _interest_month(holder, movement)), []).append(movement)
        else:
            lines.append(_line(holder, movement))
    for (_, month), nights in folds.items():
        lines.append(_fold(owners[nights[0].account], month, nights))
    return sorted(lines, key=lambda line: (line.on, line.investment.number, line.booked_on), reverse=True)


def _interest_month(investment: Investment, movement: Movement) -> int:
    """The night stands in the key; the value date differs where the books of the night were closed already."""
    night = date.fromisoformat(movement.key.rsplit(":", 1)[1])
    assert investment.earns_from is not None
    return full_months(investment.earns_from, night - timedelta(days=1)) + 1


def _line(investment: Investment, movement: Movement) -> ActivityLine:
    return ActivityLine(
        movement.value_on,
        movement.booked_on,
        investment,
        movement.kind,
        KINDS.get(movement.kind, movement.kind.replace("_", " ").capitalize()),
        movement.text,
        -movement.amount,
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
        len(nights),
    )

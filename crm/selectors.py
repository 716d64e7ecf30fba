"""Reading the pipeline for pages."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from accounts.models import User
from crm.domain.prospect_states import ProspectState
from crm.models import Prospect
from fidus.lib.money import Money

# What is won or lost stays on the board for as many cards; the list has all of them.
CLOSED_CARDS = 20
_OPEN = [ProspectState.LEAD.value, ProspectState.NEGOTIATION.value]
_CLOSED_AT = {ProspectState.WON: "-won_at", ProspectState.LOST: "-lost_at"}


@dataclass(frozen=True, slots=True)
class Column:
    state: ProspectState
    count: int
    expected: tuple[Money, ...]
    prospects: list[Prospect]

    @property
    def hidden(self) -> int:
        return self.count - len(self.prospects)


def board(owner: User | None = None) -> list[Column]:
    """The four columns, open ones longest in stage first, closed ones newest first; sums are of the whole column."""
    prospects = Prospect.objects.select_related("owner", "client")
    if owner is not None:
        prospects = prospects.filter(owner=owner)
    return [_column(state, prospects.filter(state=state.value)) for state in ProspectState]


def _column(state: ProspectState, prospects: QuerySet[Prospect]) -> Column:
    brought = prospects.filter(expected_amount__isnull=False).values_list("expected_amount", "currency")
    order = _CLOSED_AT.get(state)
    shown = list(prospects.order_by(order, "-pk")[:CLOSED_CARDS]) if order else list(prospects)
    if not order:
        shown.sort(key=lambda prospect: prospect.stage_since)
    return Column(state, prospects.count(), sums(Money.of(*each) for each in brought), shown)


def sums(amounts: Iterable[Money]) -> tuple[Money, ...]:
    """One sum for each currency, the largest number first: currencies are not added up."""
    by_currency: dict[str, Money] = defaultdict()
    for amount in amounts:
        by_currency[amount.currency] = by_currency.get(amount.currency, Money.zero(amount.currency)) + amount
    return tuple(sorted(by_currency.values(), key=lambda money: money.amount, reverse=True))


def follow_ups_due(*, as_of: date, owner: User | None = None) -> QuerySet[Prospect]:
    """Open prospects somebody promised to speak to by `as_of`, the longest overdue first."""
    due = Prospect.objects.filter(state__in=_OPEN, follow_up_on__lte=as_of).select_related("owner")
    if owner is not None:
        due = due.filter(owner=owner)
    return due.order_by("follow_up_on", "pk")

"""From balances and flows of accounts to the lines of a statement: by currency, and with the change beside."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from accounts.books.domain.sheets import Line
from accounts.books.domain.statements import Flow
from accounts.ledger.domain.entries import AccountBalances, KindFlow
from fidus.lib.money import Money, total

Amounts = tuple[Money, ...]


def with_change(amounts: Sequence[Money]) -> Amounts:
    """One figure alone; two with their difference beside."""
    return (*amounts, amounts[0] - amounts[1]) if len(amounts) == 2 else tuple(amounts)


def heads(names: Sequence[str]) -> tuple[str, ...]:
    return (*names, "Change") if len(names) == 2 else tuple(names)


def zeros(currency: str, count: int) -> Amounts:
    return tuple(Money.zero(currency) for _ in range(count))


def by_currency(
    accounts: Iterable[AccountBalances], amounts: Callable[[Amounts], Sequence[Money]]
) -> dict[str, list[Line]]:
    """A line for each account, with what `amounts` makes of its balances."""
    lines: dict[str, list[Line]] = {}
    for one in accounts:
        line = Line(one.code, one.kind, one.label, tuple(amounts(one.balances)), one.account)
        lines.setdefault(one.currency, []).append(line)
    return lines


def movements_of(balances: Amounts) -> list[Money]:
    """What moved in each period, of balances before and at the end of each."""
    return [end - before for before, end in zip(balances[0::2], balances[1::2], strict=True)]


def held_together(accounts: Iterable[AccountBalances], currency: str, count: int) -> Amounts:
    """The balances of all accounts of a currency, added up."""
    columns = [one.balances for one in accounts if one.currency == currency]
    return tuple(total(column, currency) for column in zip(zeros(currency, count), *columns, strict=True))


def flows_of(found: Sequence[Sequence[KindFlow]], currency: str) -> list[Flow]:
    """Each kind's flows of a currency, with one column for each of the periods that `found` has."""
    kinds = sorted({one.kind for flows in found for one in flows if one.received.currency == currency})

    def columns(kind: str, side: str) -> Amounts:
        return with_change(
            [total((getattr(one, side) for one in flows if _is(one, kind, currency)), currency) for flows in found]
        )

    return [Flow(kind, columns(kind, "received"), columns(kind, "paid")) for kind in kinds]


def _is(flow: KindFlow, kind: str, currency: str) -> bool:
    return flow.kind == kind and flow.received.currency == currency

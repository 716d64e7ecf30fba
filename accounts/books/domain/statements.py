"""The four statements, each from lines by account: what is summed, how it is laid out, and what must tie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.books.domain.sheets import (
    Line,
    Row,
    RowKind,
    Sheet,
    Tie,
    added,
    grouped,
    negated,
    section,
    summed,
)
from fidus.lib.money import Money

RESULT = ("income", "expense")


def trial_balance(currency: str, lines: Sequence[Line], *, depth: int) -> Sheet:
    """Each line's amounts are its balance before the period and at its end."""
    zero = Money.zero(currency)
    rows, debits, credits = [], zero, zero
    for line in grouped(lines, depth):
        opening, closing = line.amounts
        debit, credit = max(closing, zero), max(-closing, zero)
        debits, credits = debits + debit, credits + credit
        cells = (opening, closing - opening, debit or None, credit or None)
        rows.append(Row(line.label, cells, code=line.code, account=line.account))
    opening, closing = summed(lines, (zero, zero))
    rows.append(Row("Total", (opening, closing - opening, debits, credits), RowKind.TOTAL))
    return Sheet(
        currency,
        ("Opening balance", "Movement", "Debit", "Credit"),
        tuple(rows),
        (Tie("Debits equal credits", debits == credits), Tie("Movements sum to zero", not closing - opening)),
    )


def balance_sheet(
    currency: str,
    columns: tuple[str, ...],
    lines: Sequence[Line],
    *,
    earlier: tuple[Money, ...],
    current: tuple[Money, ...],
    depth: int,
    translation: tuple[Money, ...] | None = None,
) -> Sheet:
    """Lines of assets, liabilities and equity, and the results (profit positive), which are computed and not posted.

    See docs/adr/0021-results-are-computed-not-closed-by-entries.md.
    """
    zero = tuple(Money.zero(currency) for _ in columns)
    of = {
        kind: grouped([line for line in lines if line.kind == kind], depth) for kind in ("asset", "liability", "equity")
    }
    assets, owed = summed(of["asset"], zero), negated(summed(of["liability"], zero))
    equity = section("Equity", of["equity"], zero, credit=True)[:-1]
    equity.append(Row("Result of earlier years", earlier))
    equity.append(Row("Result of this year so far", current))
    own = added(negated(summed(of["equity"], zero)), earlier, current)
    if translation is not None:
        equity.append(Row("Difference from translation", translation))
        own = added(own, translation)
    equity.append(Row("Equity, total", own, RowKind.SUBTOTAL))
    both = added(owed, own)
    rows = [
        *section("Assets", of["asset"], zero, credit=False),
        *section("Liabilities", of["liability"], zero, credit=True),
        *equity,
        Row("Liabilities and equity", both, RowKind.TOTAL),
    ]
    return Sheet(currency, columns, tuple(rows), (Tie("Assets equal liabilities and equity", assets == both),))


def profit_and_loss(currency: str, columns: tuple[str, ...], lines: Sequence[Line], *, depth: int) -> Sheet:
    """Lines of income and expenses, with what moved in each column's period."""
    zero = tuple(Money.zero(currency) for _ in columns)
    income = grouped([line for line in lines if line.kind == "income"], depth)
    expenses = grouped([line for line in lines if line.kind == "expense"], depth)
    result = negated(added(summed(income, zero), summed(expenses, zero)))
    rows = [
        *section("Income", income, zero, credit=True),
        *section("Expenses", expenses, zero, credit=False),
        Row("Result", result, RowKind.TOTAL),
    ]
    return Sheet(currency, columns, tuple(rows))


def result_of(lines: Sequence[Line], zero: tuple[Money, ...]) -> tuple[Money, ...]:
    """Profit positive, of lines of income and expenses."""
    return negated(summed([line for line in lines if line.kind in RESULT], zero))


@dataclass(frozen=True, slots=True)
class Flow:
    """What a kind of entry brought in and took out (negative), by column."""

    kind: str
    received: tuple[Money, ...]
    paid: tuple[Money, ...]


def cash_flow(
    currency: str,
    columns: tuple[str, ...],
    flows: Sequence[Flow],
    *,
    opening: tuple[Money, ...],
    closing: tuple[Money, ...],
    translation: tuple[Money, ...] | None = None,
) -> Sheet:
    """By the direct method: what came into bank accounts and wallets and what went out, by kind of entry."""
    zero = tuple(Money.zero(currency) for _ in columns)
    received = [flow for flow in flows if any(flow.received)]
    paid = [flow for flow in flows if any(flow.paid)]
    came, went = added(zero, *(flow.received for flow in received)), added(zero, *(flow.paid for flow in paid))
    net = added(came, went)
    rows = [
        Row("Received", kind=RowKind.HEADING),
        *(Row(kind_in_words(flow.kind), flow.received) for flow in received),
        Row("Received, total", came, RowKind.SUBTOTAL),
        Row("Paid", kind=RowKind.HEADING),
        *(Row(kind_in_words(flow.kind), flow.paid) for flow in paid),
        Row("Paid, total", went, RowKind.SUBTOTAL),
        Row("Change of cash", net, RowKind.SUBTOTAL),
        Row("Cash at the beginning", opening),
    ]
    end = added(opening, net)
    if translation is not None:
        rows.append(Row("Effect of exchange rates", translation))
        end = added(end, translation)
    rows.append(Row("Cash at the end", closing, RowKind.TOTAL))
    return Sheet(currency, columns, tuple(rows), (Tie("Cash flow is the change of cash", end == closing),))


def kind_in_words(kind: str) -> str:
    """A kind of entry as people say it."""
    return kind.replace("_", " ").replace("-", " ").capitalize()

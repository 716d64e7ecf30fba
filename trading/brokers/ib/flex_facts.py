"""A Flex statement in the account's own currency: fills, cash and positions as the books take them, and what is left.

Interactive Brokers puts the commission of an opening trade into the position's cost and subtracts both commissions from
what the closing trade realised (proceeds 8,762.50 - commission 1.00 - cost 8,500.00 = realised 261.50). A fill's profit
is therefore the realised figure less its own costs, so that profit + costs is what the vendor calls realised, and an
opening trade nets zero. An exchange of currencies has no cost basis: its commission counts at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Context, Decimal

from trading.brokers.facts import CashState, FillState, PositionState
from trading.brokers.ib.flex_statement import Cash, Held, Other, Statement, Trade
from trading.brokers.ib.flex_trades import without_costs
from trading.brokers.ib.flex_values import FlexRefused, moment_of

_WIDE = Context(prec=60)
# What these cost was paid in cash; futures and contracts for difference are settled beside it.
_PAID_FOR = frozenset({"STK", "OPT", "WAR", "FUND"})
_WHOLE = "BASE_SUMMARY"


@dataclass(frozen=True, slots=True)
class StatementFacts:
    """`balance` is cash and what holdings cost, where the statement tells both; `notes` say what was not taken."""

    currency: str
    fills: Sequence[FillState]
    cash: Sequence[CashState]
    positions: Sequence[PositionState] | None
    balance: Decimal | None
    notes: Sequence[str]


def facts_of(statement: Statement, currency: str = "") -> StatementFacts:
    """`currency` is the account's, where we know it. Raises FlexRefused where amounts cannot be valued."""
    base = base_of(statement, currency)
    notes: list[str] = []
    fills = [_fill(told, statement, base, notes) for told in statement.trades]
    cash = [_cash(told, statement, base) for told in statement.cash]
    for other in statement.others:
        moved = _realised(other, statement, base)
        if moved is not None:
            cash.append(moved)
        elif other.reason != "a trade that was cancelled":
            notes.append(_note(other))
    positions = [_position(held, statement, base) for held in statement.held] if statement.tells_positions else None
    return StatementFacts(base, fills, cash, positions, _balance(statement, base), notes)


def base_of(statement: Statement, known: str = "") -> str:
    """The account's currency: as told, or the one whose rate is told to be one; raises FlexRefused."""
    told = statement.currency or known
    if not told:
        ones = [currency for currency, rate in statement.rates.items() if rate == 1]
        if len(ones) != 1:
            raise FlexRefused(
                f"the statement of {statement.account} does not say its currency: add Account Information to the query"
            )
        told = ones[0]
    return told


def _fill(told: Trade, statement: Statement, base: str, notes: list[str]) -> FillState:
    fill = told.fill
    rate = _rate(told.rate, told.currency, statement, base)
    costs_rate = (
        rate if told.commission_currency == told.currency else _known(told.commission_currency, statement, base)
    )
    if costs_rate is None:
        notes.append(f"trade {fill.id}: no rate for its commission in {told.commission_currency}; its costs are open")
        return without_costs(fill, f"commission {-fill.commission} {told.commission_currency}, no rate")
    commission = _WIDE.multiply(fill.commission, costs_rate)
    fee = _WIDE.multiply(fill.fee, rate)
    if told.realised is None:
        notes.append(f"trade {fill.id}: the query leaves out what it realised (FIFO P/L Realized); its costs are open")
        return without_costs(fill, "realised profit not told")
    profit = _WIDE.multiply(told.realised, rate)
    if told.kind != "CASH":
        profit = _WIDE.subtract(profit, _WIDE.add(commission, fee))
    return replace(fill, commission=commission, fee=fee, profit=profit)


def _cash(told: Cash, statement: Statement, base: str) -> CashState:
    rate = _rate(told.rate, told.currency, statement, base)
    comment = told.state.comment
    if told.currency != base:
        comment = f"{comment} ({told.state.amount:f} {told.currency})".strip()
    return replace(told.state, amount=_WIDE.multiply(told.state.amount, rate), comment=comment)


def _realised(other: Other, statement: Statement, base: str) -> CashState | None:
    """What a corporate action made is money without a trade."""
    if not other.realised or not other.at:
        return None
    rate = _rate(other.rate, other.currency, statement, base)
    comment = f"{other.reason}: {other.comment or other.symbol}"
    amount = _WIDE.multiply(other.realised, rate)
    return CashState(id=f"a{other.id}"[:64], kind="correction", amount=amount, at=moment_of(other.at), comment=comment)


def _position(held: Held, statement: Statement, base: str) -> PositionState:
    rate = _rate(held.rate, held.currency, statement, base)
    return replace(held.state, profit=_WIDE.multiply(held.state.profit, rate))


def _balance(statement: Statement, base: str) -> Decimal | None:
    balance = statement.ending_cash.get(_WHOLE)
    if balance is None or not statement.tells_positions:
        return None
    for held in statement.held:
        if held.kind == "CASH":
            continue  # in the cash already
        if held.kind not in _PAID_FOR or held.cost is None:
            return None
        balance = _WIDE.fma(held.cost, _rate(held.rate, held.currency, statement, base), balance)
    return balance


def _rate(told: Decimal | None, currency: str, statement: Statement, base: str) -> Decimal:
    if currency == base:
        return Decimal(1)
    rate = told or statement.rates.get(currency)
    if rate is None:
        raise FlexRefused(f"no rate of {currency} to {base} is told: add FX Rate To Base to the query")
    return rate


def _known(currency: str, statement: Statement, base: str) -> Decimal | None:
    return Decimal(1) if currency == base else statement.rates.get(currency)


def _note(other: Other) -> str:
    amount = f", {other.amount:f} {other.currency}" if other.amount else ""
    words = other.comment or other.symbol
    return f"not booked: {other.reason}{amount}" + (f": {words}" if words else "")


def made_at(statement: Statement) -> datetime:
    """When it was made, or the end of its time; raises FlexRefused where it tells neither."""
    told = statement.made_on or statement.until_on
    if not told:
        raise FlexRefused(f"the statement of {statement.account} tells neither when it was made nor for which time")
    return moment_of(told)

"""Money, positions and trades of one account."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal, InvalidOperation

from trading.brokers.base import Access, NotSent
from trading.brokers.facts import AccountState, FillState, PositionState, Side
from trading.brokers.ib import reading, symbols
from trading.brokers.ib.entry import Execution
from trading.brokers.ib.line import Line
from trading.brokers.ib.session import Session
from trading.brokers.ib.wire import Trouble

COMMISSIONS_FOLLOW = 0.25  # seconds between a trade and its costs
Summary = dict[tuple[str, str], Decimal]  # (tag, currency)


def is_paper(login: str) -> bool:
    """The vendor's paper accounts begin with D (DU, DF)."""
    return login.upper().startswith("D")


async def account(line: Line, access: Access) -> AccountState:
    """Equity is the net liquidation value; balance is it without the open profit, so it moves with what is realised."""
    session = await line.session()
    told, base = await _summary(session, access.login)
    equity = told.get(("NetLiquidation", base))
    if equity is None:
        raise NotSent(f"the gateway told no net liquidation value of {access.login}")
    profit = told.get(("UnrealizedPnL", "BASE"), told.get(("UnrealizedPnL", base), Decimal(0)))
    return AccountState(
        login=access.login,
        server=access.server,
        currency=base,
        environment="paper" if is_paper(access.login) else "live",
        balance=equity - profit,
        equity=equity,
        open_profit=profit,
        margin=told.get(("MaintMarginReq", base), Decimal(0)),
        free_margin=told.get(("ExcessLiquidity", base), told.get(("AvailableFunds", base))),
        leverage=told.get(("Leverage", "")) or told.get(("Leverage", base)),
        may_trade=not line.read_only,
        company="Interactive Brokers",
    )


async def positions(line: Line, login: str) -> list[PositionState]:
    session = await line.session()
    rows = [row for row in await session.positions() if row[0] == login and row[2]]
    priced: dict[int, tuple[float, float]] = {}
    if rows:
        try:
            priced = {number: (price, profit) for number, _, price, profit in await session.portfolio(login)}
        except Trouble:
            priced = {}
    states = []
    for _, contract, volume, average in rows:
        price, profit = priced.get(contract.conId, (None, None))
        # What a contract of futures or options cost is told for the whole contract.
        one = reading.multiplier(contract) if contract.secType in {"FUT", "OPT", "FOP"} else Decimal(1)
        states.append(
            PositionState(
                id=str(contract.conId),
                symbol=symbols.told_as(contract),
                side=Side.BUY if volume > 0 else Side.SELL,
                volume=abs(reading.amount(volume) or Decimal(0)),
                open_price=(reading.amount(average) or Decimal(0)) / one,
                price=reading.amount(price),
                profit=reading.amount(profit) or Decimal(0),
            )
        )
    return states


async def fills(line: Line, access: Access, since: datetime) -> list[FillState]:
    """Each trade once, as last corrected; one that was taken back (corrected to nothing) is left out."""
    session = await line.session_even_cut()
    newest: dict[str, Execution] = {}
    for execution in await session.executions():
        before = newest.get(execution.root)
        if execution.numbers.account == access.login and (before is None or before.revision < execution.revision):
            newest[execution.root] = execution
    made = sorted((e for e in newest.values() if e.volume and e.at >= since), key=lambda e: (e.at, e.root))
    await _commissions(session, made)
    rates = await _rates(session, access, made)
    return [_fill(line, session, execution, rates) for execution in made]


def _fill(line: Line, session: Session, execution: Execution, rates: dict[str, Decimal]) -> FillState:
    told = session.wire.commissions.get(execution.exec_id)
    commission, profit, notes = Decimal(0), Decimal(0), []
    if execution.revision > 1:
        notes.append(f"corrected, {execution.exec_id}")
    if told is None:
        notes.append("commission not told yet")
    else:
        cost, currency, realised = told
        rate = rates.get(currency)
        if rate is None:
            notes.append(f"commission {cost} {currency}, profit {realised} {currency}, no rate")
        else:
            commission, profit = -cost * rate, realised * rate
            if not execution.is_exchange:
                # The vendor subtracts costs from what is realised, and an opening trade's go into what it cost.
                profit -= commission
            if rate != 1:
                notes.append(f"commission {cost} {currency} at {rate}")
    entry = line.book.entry(execution.numbers)
    return FillState(
        id=execution.root,
        order_id=entry.id,
        symbol=execution.symbol,
        side=execution.side,
        volume=execution.volume,
        price=execution.price,
        at=execution.at,
        reference=execution.numbers.reference or entry.numbers.reference,
        position_id=str(execution.con_id),
        commission=commission,
        profit=profit,
        comment="; ".join(notes),
        costs_told=told is not None and told[1] in rates,
    )


async def _commissions(session: Session, made: Iterable[Execution]) -> None:
    """Their reports come a moment after the trades; who waits longer than that gets them with the next call."""
    missing = {e.exec_id for e in made}
    try:
        async with asyncio.timeout(COMMISSIONS_FOLLOW):
            while missing - session.wire.commissions.keys():
                await asyncio.sleep(0.01)
    except TimeoutError:
        return


async def _rates(session: Session, access: Access, made: Iterable[Execution]) -> dict[str, Decimal]:
    """What one unit of a currency is in the account's, as the vendor values it now; {} for those it does not tell."""
    currencies = {session.wire.commissions[e.exec_id][1] for e in made if e.exec_id in session.wire.commissions}
    if access.currency and currencies <= {access.currency}:
        return {access.currency: Decimal(1)}
    if not currencies:
        return {}
    told, base = await _summary(session, access.login)
    rates = {currency: rate for (tag, currency), rate in told.items() if tag == "ExchangeRate" and rate}
    return rates | {base: Decimal(1)}


async def _summary(session: Session, login: str) -> tuple[Summary, str]:
    """Numbers of an account by tag and currency, and its own currency: the one its net liquidation value is told in."""
    told: Summary = {}
    base = ""
    for account_told, tag, value, currency in await session.summary():
        if account_told != login:
            continue
        if tag == "NetLiquidation":
            base = currency
        try:
            number = Decimal(value)
        except InvalidOperation:
            continue
        if number.is_finite():
            told[tag, currency] = number
    return told, base

"""Trades of a Flex statement, and those that were taken back."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal

from ib_async.contract import Contract

from trading.brokers.facts import FillState, Side
from trading.brokers.ib import symbols
from trading.brokers.ib.entry import root_of
from trading.brokers.ib.flex_others import keep, made_up
from trading.brokers.ib.flex_statement import Other, Statement, Trade
from trading.brokers.ib.flex_values import FlexRefused, Row

# Sums over the lines that follow or precede them, and lots of what a trade says already.
_SUMS = frozenset({"SUMMARY", "CLOSED_LOT", "ORDER", "SYMBOL_SUMMARY", "ASSET_SUMMARY", "WASH_SALE"})
_DIRECTIONS = {"O": "in", "C": "out", "C;O": "in/out"}


def trade(statement: Statement, row: Row) -> None:
    if row.text("levelOfDetail").upper() in _SUMS:
        statement.sums[row.name] += 1
        return
    volume = row.number("quantity")
    if not volume:
        keep(statement, row, "a trade without a quantity")
        return
    word = row.text("buySell").upper()
    cancels = "(CA.)" in word or row.text("transactionType") == "TradeCancel"
    # A cancelled buy is told with a negative quantity: the side is the word's, not the sign's.
    sold = word.startswith("SELL") if word else volume < 0
    realised = row.number("fifoPnlRealized") if row.text("fifoPnlRealized") else None
    fill = FillState(
        id=_number(statement, row),
        order_id=row.text("ibOrderID") or row.text("orderID"),
        symbol=symbol(row),
        side=Side.SELL if sold else Side.BUY,
        volume=abs(volume),
        price=row.number("tradePrice") if row.text("tradePrice") else _price(row, volume),
        at=row.moment("dateTime", "tradeDate", "tradeTime"),
        reference=row.text("orderReference"),
        position_id=row.text("conid"),
        direction=_DIRECTIONS.get(row.text("openCloseIndicator"), ""),
        commission=row.number("ibCommission"),
        fee=row.number("taxes"),
        profit=realised or Decimal(0),
        comment=row.text("notes"),
    )
    statement.trades.append(
        Trade(
            fill=fill,
            currency=row.needed("currency"),
            rate=row.rate(),
            commission_currency=row.text("ibCommissionCurrency") or row.text("currency"),
            net_cash=row.number("netCash") if row.text("netCash") else None,
            kind=row.text("assetCategory"),
            con_id=row.text("conid"),
            realised=realised,
            cancels=cancels,
        )
    )


def symbol(row: Row) -> str:
    """As the gateway's contracts are written, so that what is read here and seen live is one thing."""
    told, kind = row.needed("symbol"), row.text("assetCategory")
    if not kind:
        return told
    number = row.text("conid")
    contract = Contract(
        secType=kind,
        conId=int(number) if number.isascii() and number.isdigit() else 0,
        symbol=told.partition(".")[0] if kind == "CASH" else told,
        localSymbol=told,
        currency=told.rpartition(".")[2] if kind == "CASH" else row.text("currency"),
    )
    return symbols.told_as(contract)


def _number(statement: Statement, row: Row) -> str:
    if execution := row.text("ibExecID"):
        return root_of(execution)[0]
    return row.text("tradeID") or row.text("transactionID") or made_up(statement, row)


def _price(row: Row, volume: Decimal) -> Decimal:
    """Some queries leave the price out and tell the cost, which holds the commission."""
    for name, costs in (("tradeMoney", Decimal(0)), ("cost", row.number("ibCommission"))):
        if row.text(name):
            units = abs(volume) * (row.number("multiplier") or Decimal(1))
            return abs((abs(row.number(name)) + costs) / units)
    raise FlexRefused(f"{row.place} has no tradePrice, tradeMoney or cost", line=row.line)


def pair_cancelled(statement: Statement) -> None:
    """A cancelled trade and what it cancels are both no trades; one without its original is kept and said."""
    cancels = [told for told in statement.trades if told.cancels]
    if not cancels:
        return
    originals: dict[tuple[object, ...], list[Trade]] = defaultdict(list)
    for told in reversed(statement.trades):
        if not told.cancels:
            originals[_terms(told)].append(told)
    gone = {id(told) for told in cancels}
    for cancel in cancels:
        same = originals[_terms(cancel)]
        original = same.pop() if same else None
        if original is not None:
            gone.add(id(original))
        statement.others.append(_taken_back(cancel, alone=original is None))
    statement.trades = [told for told in statement.trades if id(told) not in gone]


def _taken_back(cancel: Trade, *, alone: bool) -> Other:
    fill = cancel.fill
    return Other(
        id=fill.id,
        element="Trade",
        reason="cancels a trade that is not in this file" if alone else "a trade that was cancelled",
        currency=cancel.currency,
        rate=cancel.rate,
        amount=cancel.net_cash if alone and cancel.net_cash is not None else Decimal(0),
        volume=fill.volume,
        realised=Decimal(0),
        at=f"{fill.at:%Y%m%d;%H%M%S}",
        symbol=fill.symbol,
        comment=f"{fill.side} at {fill.price}",
    )


def _terms(told: Trade) -> tuple[object, ...]:
    fill = told.fill
    return told.con_id, fill.symbol, fill.side, fill.volume, fill.price


def without_costs(fill: FillState, note: str) -> FillState:
    words = f"{fill.comment}; {note}" if fill.comment else note
    return replace(fill, commission=Decimal(0), fee=Decimal(0), profit=Decimal(0), costs_told=False, comment=words)

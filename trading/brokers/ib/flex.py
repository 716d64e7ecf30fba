"""Reads Interactive Brokers' Flex statements (XML): pure, exact, and nothing of what it knows is lost in silence.

What is a trade becomes a FillState, money without a trade a CashState, what is held a PositionState; what fits in none
of them (corporate actions, cancelled trades whose original is not there, lines without a size) is kept as `Other` with
the reason. Amounts stay in the currency they are told in, beside the rate to the account's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import sha256
from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from trading.brokers.facts import CashState, FillState, PositionState, Side
from trading.brokers.ib.entry import root_of
from trading.brokers.ib.flex_values import FlexRefused, Row

LARGEST = 64 * 1024 * 1024  # bytes
CASH_KINDS = {
    "Deposits/Withdrawals": "balance",
    "Deposits & Withdrawals": "balance",
    "Deposits": "balance",
    "Withdrawals": "balance",
    "Cash Receipts": "balance",
    "Dividends": "dividend",
    "Payment In Lieu Of Dividends": "dividend",
    "Broker Interest Paid": "interest",
    "Broker Interest Received": "interest",
    "Bond Interest": "interest",
    "Bond Interest Paid": "interest",
    "Bond Interest Received": "interest",
    "Withholding Tax": "tax",
    "871(m) Withholding": "tax",
    "Other Fees": "charge",
    "Advisor Fees": "charge",
    "Client Fees": "charge",
    "Commission Adjustments": "commission",
    "Price Adjustments": "correction",
}
# Sums over the lines that follow or precede them, and lots of what a trade says already.
_SUMS = frozenset({"SUMMARY", "CLOSED_LOT", "ORDER", "SYMBOL_SUMMARY", "ASSET_SUMMARY", "WASH_SALE"})


@dataclass(frozen=True, slots=True)
class Trade:
    """A fill, with what a statement knows beyond it: amounts in `currency`, `rate` of it to the account's own."""

    fill: FillState
    currency: str
    rate: Decimal
    commission_currency: str
    net_cash: Decimal | None
    kind: str  # STK, CASH, FUT ...
    con_id: str
    cancels: bool = False  # takes back a trade of the same size and price


@dataclass(frozen=True, slots=True)
class Cash:
    """Money without a trade; `told` is the vendor's own word for its kind."""

    state: CashState
    currency: str
    rate: Decimal
    told: str
    symbol: str = ""


@dataclass(frozen=True, slots=True)
class Other:
    """What belongs to the account's history and is neither; `amount` and `volume` as far as told."""

    id: str
    element: str
    reason: str
    currency: str
    amount: Decimal
    volume: Decimal
    symbol: str
    comment: str


@dataclass(slots=True)
class Statement:
    """One account over one time."""

    account: str
    currency: str
    from_on: str
    until_on: str
    trades: list[Trade] = field(default_factory=list)
    cash: list[Cash] = field(default_factory=list)
    positions: list[PositionState] = field(default_factory=list)
    others: list[Other] = field(default_factory=list)
    ending_cash: dict[str, Decimal] = field(default_factory=dict)  # by currency; BASE_SUMMARY is the whole
    starting_cash: dict[str, Decimal] = field(default_factory=dict)


def read(file: BinaryIO) -> list[Statement]:
    """All statements of a file; raises FlexRefused with the element that is wrong."""
    statements: list[Statement] = []
    seen: dict[str, int] = {}
    currency, root = "", ""
    for event, element in _events(file):
        name = element.tag
        if event == "start":
            root = root or _rooted(name)
            if name == "FlexStatement":
                row = Row(element, len(statements) + 1)
                statements.append(
                    Statement(row.needed("accountId"), currency, row.text("fromDate"), row.text("toDate"))
                )
            continue
        if name == "AccountInformation":
            currency = Row(element, 1).text("currency")
            if statements:
                statements[-1].currency = currency
        elif name in _TAKEN:
            seen[name] = seen.get(name, 0) + 1
            if not statements:
                raise FlexRefused(f"<{name}> number {seen[name]} stands outside of any statement")
            _TAKEN[name](statements[-1], Row(element, seen[name]))
        if name != "FlexQueryResponse":
            element.clear()
    if not statements:
        raise FlexRefused("there is no <FlexStatement> in this file")
    for statement in statements:
        _pair_cancelled(statement)
    return statements


def _rooted(name: str) -> str:
    if name != "FlexQueryResponse":
        raise FlexRefused(f"a Flex statement begins with <FlexQueryResponse>, this file with <{name[:40]}>")
    return name


def _events(file: BinaryIO) -> Iterator[tuple[str, Element]]:
    try:
        yield from iterparse(_Limited(file), events=("start", "end"), forbid_dtd=True)
    except DefusedXmlException as hostile:
        raise FlexRefused(f"the file declares entities or a document type: {type(hostile).__name__}") from hostile
    except (ParseError, UnicodeDecodeError, ValueError) as broken:
        if isinstance(broken, FlexRefused):
            raise
        raise FlexRefused(f"the file is no XML: {broken}") from broken


class _Limited:
    """Reads no more than is plausible."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._left = file, LARGEST

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self._left -= len(data)
        if self._left < 0:
            raise FlexRefused(f"the file is larger than {LARGEST // 1024 // 1024} MB")
        return data


# ---- what becomes of each element


def _trade(statement: Statement, row: Row) -> None:
    if row.text("levelOfDetail").upper() in _SUMS:
        return
    volume = row.number("quantity")
    if not volume:
        _keep(statement, row, "a trade without a quantity")
        return
    word = row.text("buySell").upper()
    cancels = "(CA.)" in word or row.text("transactionType") == "TradeCancel"
    # A cancelled buy is told with a negative quantity: the side is the word's, not the sign's.
    sold = word.startswith("SELL") if word else volume < 0
    exec_id = row.text("ibExecID")
    price = row.number("tradePrice") if row.text("tradePrice") else _price(row, volume)
    fill = FillState(
        id=root_of(exec_id)[0]
        if exec_id
        else row.text("tradeID") or row.text("transactionID") or _made_up(statement, row),
        order_id=row.text("ibOrderID") or row.text("orderID"),
        symbol=row.needed("symbol"),
        side=Side.SELL if sold else Side.BUY,
        volume=abs(volume),
        price=price,
        at=row.moment("dateTime", "tradeDate", "tradeTime"),
        reference=row.text("orderReference"),
        position_id=row.text("conid"),
        direction={"O": "in", "C": "out", "C;O": "in/out"}.get(row.text("openCloseIndicator"), ""),
        commission=row.number("ibCommission"),
        fee=row.number("taxes"),
        profit=row.number("fifoPnlRealized"),
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
            cancels=cancels,
        )
    )


def _price(row: Row, volume: Decimal) -> Decimal:
    """Some queries leave the price out and tell the cost, which holds the commission."""
    for name, costs in (("tradeMoney", Decimal(0)), ("cost", row.number("ibCommission"))):
        if row.text(name):
            units = abs(volume) * (row.number("multiplier") or Decimal(1))
            return abs((abs(row.number(name)) + costs) / units)
    raise FlexRefused(f"{row.place} has no tradePrice, tradeMoney or cost")


def _cash(statement: Statement, row: Row) -> None:
    if row.text("levelOfDetail").upper() == "SUMMARY":
        return
    told = row.needed("type")
    kind = CASH_KINDS.get(told)
    if kind is None:
        _keep(statement, row, f"cash of the kind {told!r}, which nobody has met")
        return
    state = CashState(
        id=row.text("transactionID") or _made_up(statement, row),
        kind=kind,
        amount=row.number("amount", needed=True),
        at=row.moment("dateTime", "settleDate", "reportDate"),
        comment=row.text("description"),
    )
    statement.cash.append(Cash(state, row.needed("currency"), row.rate(), told, row.text("symbol")))


def _position(statement: Statement, row: Row) -> None:
    if row.text("levelOfDetail").upper() == "LOT" and any(p.id == row.text("conid") for p in statement.positions):
        return  # the whole was told before its lots
    volume = row.number("position", needed=True)
    if not volume:
        return
    statement.positions.append(
        PositionState(
            id=row.text("conid") or row.needed("symbol"),
            symbol=row.needed("symbol"),
            side=Side.SELL if volume < 0 else Side.BUY,
            volume=abs(volume),
            open_price=row.number("openPrice") or row.number("costBasisPrice"),
            price=row.number("markPrice") if row.text("markPrice") else None,
            profit=row.number("fifoPnlUnrealized"),
        )
    )


def _action(statement: Statement, row: Row) -> None:
    _keep(statement, row, f"a corporate action {row.text('type')}".rstrip())


def _report(statement: Statement, row: Row) -> None:
    statement.starting_cash[row.needed("currency")] = row.number("startingCash")
    statement.ending_cash[row.needed("currency")] = row.number("endingCash")


def _keep(statement: Statement, row: Row, reason: str) -> None:
    statement.others.append(
        Other(
            id=row.text("transactionID") or row.text("actionID") or _made_up(statement, row),
            element=row.name,
            reason=reason,
            currency=row.text("currency"),
            amount=row.number("proceeds") or row.number("amount"),
            volume=row.number("quantity"),
            symbol=row.text("symbol"),
            comment=row.text("description"),
        )
    )


def _made_up(statement: Statement, row: Row) -> str:
    """A name for a line that has none: the same in every file that tells it, and its twin's has a count."""
    words = [statement.account, row.name, *(f"{name}={value}" for name, value in sorted(row.attributes.items()))]
    name = "x" + sha256("\n".join(words).encode()).hexdigest()[:24]
    names = (
        {c.state.id for c in statement.cash} | {t.fill.id for t in statement.trades} | {o.id for o in statement.others}
    )
    count = 1
    while (told := name if count == 1 else f"{name}-{count}") in names:
        count += 1
    return told


def _pair_cancelled(statement: Statement) -> None:
    """A cancelled trade and what it cancels are both no trades; one without its original is kept and said."""
    for cancel in [trade for trade in statement.trades if trade.cancels]:
        statement.trades.remove(cancel)
        original = next((trade for trade in statement.trades if _same(trade, cancel)), None)
        if original is not None:
            statement.trades.remove(original)
        fill = cancel.fill
        words = "cancels a trade that is not in this file" if original is None else "a trade that was cancelled"
        money = cancel.net_cash if original is None and cancel.net_cash is not None else Decimal(0)
        statement.others.append(
            Other(
                fill.id,
                "Trade",
                words,
                cancel.currency,
                money,
                fill.volume,
                fill.symbol,
                f"{fill.side} at {fill.price}",
            )
        )


def _same(trade: Trade, cancel: Trade) -> bool:
    ours, theirs = trade.fill, cancel.fill
    return (trade.con_id, ours.symbol, ours.side, ours.volume, ours.price) == (
        cancel.con_id, theirs.symbol, theirs.side, theirs.volume, theirs.price,
    )  # fmt: skip


_TAKEN: dict[str, Callable[[Statement, Row], None]] = {
    "Trade": _trade,
    "CashTransaction": _cash,
    "OpenPosition": _position,
    "CorporateAction": _action,
    "CashReportCurrency": _report,
}

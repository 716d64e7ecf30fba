"""Cash, positions and everything else of a Flex statement that is no trade."""

from __future__ import annotations

from dataclasses import replace
from decimal import Context, Decimal
from hashlib import sha256

from trading.brokers.facts import CashState, PositionState, Side
from trading.brokers.ib.flex_statement import Cash, Held, Other, Statement
from trading.brokers.ib.flex_values import Row

_WIDE = Context(prec=60)
_FINE = Decimal("1e-10")  # of an average price
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


def cash(statement: Statement, row: Row) -> None:
    if row.text("levelOfDetail").upper() == "SUMMARY":
        statement.sums[row.name] += 1
        return
    told = row.needed("type")
    kind = CASH_KINDS.get(told)
    if kind is None:
        keep(statement, row, f"cash of the kind {told!r}, which nobody has met")
        return
    state = CashState(
        id=row.text("transactionID") or made_up(statement, row),
        kind=kind,
        amount=row.number("amount", needed=True),
        at=row.moment("dateTime", "settleDate", "reportDate"),
        comment=row.text("description"),
    )
    statement.cash.append(Cash(state, row.needed("currency"), row.rate(), told, row.text("symbol")))


def position(statement: Statement, row: Row, symbol: str) -> None:
    number, is_lot = row.text("conid") or row.needed("symbol"), row.text("levelOfDetail").upper() == "LOT"
    if is_lot and number in statement.told_whole:
        return  # the whole was told before its lots
    volume = row.number("position", needed=True)
    if not volume:
        return
    state = PositionState(
        id=number,
        symbol=symbol,
        side=Side.SELL if volume < 0 else Side.BUY,
        volume=abs(volume),
        open_price=row.number("openPrice") or row.number("costBasisPrice"),
        price=row.number("markPrice") if row.text("markPrice") else None,
        profit=row.number("fifoPnlUnrealized"),
    )
    cost = row.number("costBasisMoney") if row.text("costBasisMoney") else None
    held = Held(state, row.needed("currency"), row.rate(), row.text("assetCategory"), cost)
    if is_lot:
        _join(statement, held)
    else:
        statement.told_whole.add(number)
        statement.held.append(held)


def _join(statement: Statement, lot: Held) -> None:
    """A query may tell lots alone: what they come to is what is held."""
    place = next((at for at, held in enumerate(statement.held) if held.state.id == lot.state.id), None)
    if place is None:
        statement.held.append(lot)
        return
    held = statement.held[place]
    before, one = held.state, lot.state
    volume = before.volume + one.volume
    paid = _WIDE.fma(before.open_price, before.volume, _WIDE.multiply(one.open_price, one.volume))
    state = replace(
        before, volume=volume, open_price=_WIDE.divide(paid, volume).quantize(_FINE, context=_WIDE),
        profit=before.profit + one.profit,
    )  # fmt: skip
    cost = None if held.cost is None or lot.cost is None else held.cost + lot.cost
    statement.held[place] = replace(held, state=state, cost=cost)


def corporate_action(statement: Statement, row: Row) -> None:
    keep(statement, row, f"a corporate action {row.text('type')}".rstrip())


def cash_report(statement: Statement, row: Row) -> None:
    statement.starting_cash[row.needed("currency")] = row.number("startingCash")
    statement.ending_cash[row.needed("currency")] = row.number("endingCash")


def keep(statement: Statement, row: Row, reason: str) -> None:
    statement.others.append(
        Other(
            id=row.text("transactionID") or row.text("actionID") or made_up(statement, row),
            element=row.name,
            reason=reason,
            currency=row.text("currency"),
            rate=row.rate(),
            amount=row.number("proceeds") or row.number("amount"),
            volume=row.number("quantity"),
            realised=row.number("fifoPnlRealized") if row.name == "CorporateAction" else Decimal(0),
            at=row.text("dateTime") or row.text("reportDate"),
            symbol=row.text("symbol"),
            comment=row.text("description"),
        )
    )


def made_up(statement: Statement, row: Row) -> str:
    """A name for a line that has none: the same in every file that tells it, and its twin's has a count."""
    words = [statement.account, row.name, *(f"{name}={value}" for name, value in sorted(row.attributes.items()))]
    name = "x" + sha256("\n".join(words).encode()).hexdigest()[:24]
    statement.made_up[name] += 1
    count = statement.made_up[name]
    return name if count == 1 else f"{name}-{count}"


def name_sums(statement: Statement) -> None:
    """A query that tells sums alone tells of trades and cash that nobody can book: that is said, not passed over."""
    for name, told, chosen in (
        ("CashTransaction", statement.cash, "Detail"),
        ("Trade", statement.trades, "Executions"),
    ):
        if statement.sums[name] and not told:
            words = f"{statement.sums[name]} sums of {name}, without what makes them: choose {chosen} in the query"
            statement.others.append(
                Other(f"sums-{name}", name, words, "", None, Decimal(0), Decimal(0), Decimal(0), "", "", "")
            )

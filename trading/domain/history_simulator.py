"""Invents a trading history from a seed: given flows, given result to the cent, plausible in everything else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from random import Random

from trading.domain.history import AccountHeader, DealRow, History, OrderRow, PositionRow

CENT = Decimal("0.01")
_COMMISSION_PER_LOT = Decimal("-3.00")
_SWAP_PER_LOT_AND_NIGHT = Decimal("-1.90")


@dataclass(frozen=True, slots=True)
class Flow:
    """Money paid in (positive) or taken out (negative) on a day."""

    on: date
    amount: Decimal
    kind: str = "balance"
    comment: str = ""


@dataclass(frozen=True, slots=True)
class _Market:
    symbol: str
    price: Decimal
    contract: Decimal
    digits: Decimal


# All quoted in the account's own currency where that is the dollar: profit = price change x lots x contract.
_MARKETS = (
    _Market("EURUSD", Decimal("1.0850"), Decimal(100_000), Decimal("0.00001")),
    _Market("GBPUSD", Decimal("1.2680"), Decimal(100_000), Decimal("0.00001")),
    _Market("AUDUSD", Decimal("0.6590"), Decimal(100_000), Decimal("0.00001")),
    _Market("XAUUSD", Decimal("2350.00"), Decimal(100), Decimal("0.01")),
)


@dataclass(slots=True)
class _Trade:
    """One position from its opening to its close."""

    market: _Market
    side: str
    volume: Decimal
    opened_at: datetime
    closed_at: datetime
    open_price: Decimal
    profit: Decimal
    swap: Decimal
    commission: Decimal  # for each of its two deals

    @property
    def net(self) -> Decimal:
        return self.profit + self.swap + 2 * self.commission

    @property
    def close_price(self) -> Decimal:
        change = self.profit / (self.volume * self.market.contract)
        price = self.open_price + (change if self.side == "buy" else -change)
        return price.quantize(self.market.digits, rounding=ROUND_HALF_EVEN)


def simulate_history(
    *,
    seed: int,
    header: AccountHeader,
    flows: Sequence[Flow],
    trading_result: Decimal,
    trades: int,
    start: date,
    end: date,
    first_ticket: int = 10_000_001,
) -> History:
    """Deposits before the first trade, `trades` positions opened from `start` and closed by `end` that make exactly
    `trading_result`; the same arguments give the same history. Raises ValueError where a withdrawal finds no money.
    """
    random = Random(seed)  # noqa: S311 - invention, not secrecy
    made = _trades(random, trades, trading_result, start, end)
    history = History(
        header=header,
        deals=_numbered(_deals(made, flows), first_ticket),
        positions=[_position(trade, first_ticket + 2 * place) for place, trade in enumerate(made)],
        orders=sorted(_orders(made, first_ticket), key=lambda order: (order.placed_at, order.ticket)),
    )
    for deal in history.deals:
        if deal.balance < 0:
            raise ValueError(f"the account would be {deal.balance} on {deal.at:%Y-%m-%d}")
    return history


def _trades(random: Random, count: int, result: Decimal, start: date, end: date) -> list[_Trade]:
    average = result / count if count else Decimal(0)
    spread = max(abs(average), Decimal(5))
    made = [_trade(random, average, spread, start, end) for _ in range(count)]
    made.sort(key=lambda trade: (trade.opened_at, trade.closed_at))
    # What chance left over is shared out evenly, the odd cents to the earliest.
    if made:
        over = int((result - sum((trade.net for trade in made), Decimal(0))) / CENT)
        each, odd = divmod(over, count)
        for place, trade in enumerate(made):
            trade.profit += CENT * (each + (place < odd))
    elif result:
        raise ValueError("without trades there is no result")
    return made


def _trade(random: Random, average: Decimal, spread: Decimal, start: date, end: date) -> _Trade:
    market = random.choice(_MARKETS)
    profit = (average + spread * Decimal(repr(round(random.gauss(0, 1.8), 4)))).quantize(CENT)
    move = market.price * Decimal(random.randint(5, 60)) / 10_000
    volume = max(CENT, (max(abs(profit), spread / 4) / (move * market.contract)).quantize(CENT))
    opened_at, closed_at = _times(random, start, end)
    nights = (closed_at.date() - opened_at.date()).days
    drift = Decimal(random.randint(-300, 300)) / 10_000
    return _Trade(
        market=market,
        side=random.choice(("buy", "sell")),
        volume=volume,
        opened_at=opened_at,
        closed_at=closed_at,
        open_price=(market.price * (1 + drift)).quantize(market.digits),
        profit=profit,
        swap=(_SWAP_PER_LOT_AND_NIGHT * volume * nights).quantize(CENT),
        commission=(_COMMISSION_PER_LOT * volume).quantize(CENT),
    )


def _times(random: Random, start: date, end: date) -> tuple[datetime, datetime]:
    """Opened and closed on working days, at most three days apart, never after `end`."""
    days = [day for day in _days(start, end) if day.weekday() < 5] if (end - start).days < 14 else None
    if days is not None:
        opened_on = random.choice(days or [start])
    else:
        opened_on = start + timedelta(days=random.randrange((end - start).days + 1))
        while opened_on.weekday() > 4:
            opened_on -= timedelta(days=1)
        opened_on = max(opened_on, start)
    opened_at = datetime.combine(opened_on, time(10)) + timedelta(seconds=random.randrange(9 * 3600))
    closed_at = opened_at + timedelta(minutes=random.randint(3, 3 * 24 * 60))
    while closed_at.weekday() > 4:
        closed_at += timedelta(days=1)
    latest = datetime.combine(end, time(21))
    return opened_at, min(closed_at, latest)


def _days(start: date, end: date) -> Iterator[date]:
    for offset in range((end - start).days + 1):
        yield start + timedelta(days=offset)


def _deals(made: Sequence[_Trade], flows: Sequence[Flow]) -> list[DealRow]:
    """In time's order, with running balances, tickets still to be given."""
    rows: list[DealRow] = []
    for flow in flows:
        at = datetime.combine(flow.on, time(9) if flow.amount > 0 else time(22))
        rows.append(DealRow(0, at, flow.kind, flow.amount, Decimal(0), comment=flow.comment))
    for place, trade in enumerate(made):
        enter = DealRow(
            0, trade.opened_at, trade.side, Decimal(0), Decimal(0), symbol=trade.market.symbol, direction="in",
            volume=trade.volume, price=trade.open_price, order=2 * place, commission=trade.commission,
        )  # fmt: skip
        leave = replace(
            enter, at=trade.closed_at, kind="sell" if trade.side == "buy" else "buy", direction="out",
            profit=trade.profit, swap=trade.swap, price=trade.close_price, order=2 * place + 1,
        )  # fmt: skip
        rows += [enter, leave]
    rows.sort(key=lambda row: row.at)
    return rows


def _numbered(rows: Sequence[DealRow], first_ticket: int) -> list[DealRow]:
    numbered, balance = [], Decimal(0)
    for place, row in enumerate(rows):
        balance += row.net
        order = first_ticket + row.order if row.order is not None else None
        numbered.append(replace(row, ticket=first_ticket + place, balance=balance, order=order))
    return numbered


def _position(trade: _Trade, ticket: int) -> PositionRow:
    return PositionRow(
        ticket=ticket, symbol=trade.market.symbol, side=trade.side, volume=trade.volume, opened_at=trade.opened_at,
        open_price=trade.open_price, swap=trade.swap, profit=trade.profit, commission=2 * trade.commission,
        closed_at=trade.closed_at, close_price=trade.close_price,
    )  # fmt: skip


def _orders(made: Sequence[_Trade], first_ticket: int) -> Iterator[OrderRow]:
    for place, trade in enumerate(made):
        opposite = "sell" if trade.side == "buy" else "buy"
        ends = ((trade.opened_at, trade.side, trade.open_price), (trade.closed_at, opposite, trade.close_price))
        for step, (at, kind, price) in enumerate(ends):
            yield OrderRow(
                ticket=first_ticket + 2 * place + step, symbol=trade.market.symbol, kind=kind, volume=trade.volume,
                filled_volume=trade.volume, placed_at=at, state="filled", price=price, done_at=at,
            )  # fmt: skip

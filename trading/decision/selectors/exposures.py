"""What everything held and out is worth: of a strategy, of an account, of all accounts at a broker."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from trading.brokers.facts import Side
from trading.decision.domain.exposure import Step, Stock
from trading.decision.domain.facts import ZERO, AccountFacts
from trading.decision.domain.limits import LimitKind, LimitRow, limits_for
from trading.decision.domain.orders import DecidedOrder
from trading.decision.selectors.accounts import AccountRow
from trading.decision.selectors.holdings import Holdings
from trading.decision.selectors.instruments import Instruments
from trading.decision.selectors.rates import Rates
from trading.decision.selectors.stocks import Seen
from trading.orders.models import Purpose

_Place = tuple[int, str]


@dataclass(slots=True)
class _Broker:
    """Sums in the currency of `home`, of accounts that share a broker."""

    currency: str
    equity: Decimal = ZERO
    value: Decimal = ZERO
    fault: str = ""


class Exposures:
    """`add` makes what was decided count for the next decision."""

    def __init__(
        self, *, accounts: Mapping[int, AccountRow], seen: Seen, instruments: Instruments, rates: Rates,
        limits: list[LimitRow], now: datetime,
    ) -> None:  # fmt: skip
        self._accounts, self._instruments, self._rates = accounts, instruments, rates
        self._limits, self._now = limits, now
        self._told: dict[_Place, Decimal] = {}
        self._stocks: dict[_Place, Stock] = {}
        self._pending: dict[int, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
        self.holdings = Holdings(seen)
        self._fill(seen)
        self._brokers: dict[tuple[str, str], _Broker] = {}

    def stock(self, account: int, symbol: str) -> Stock:
        found = self._stocks.get((account, symbol))
        if found is None:
            found = self._stocks[account, symbol] = Stock(hedging=self._accounts[account].hedging)
        return found

    def facts(self, account: AccountRow, strategy: int) -> AccountFacts:
        broker = self._broker(account)
        rate = self._rates.get((broker.currency, account.currency))
        fault = broker.fault if rate is not None else f"there is no rate from {broker.currency} to {account.currency}"
        return AccountFacts(
            name=account.name, broker=account.broker, environment=account.environment, currency=account.currency,
            hedging=account.hedging, obstacle=account.obstacle(self._now), seen_at=account.seen_at,
            equity=account.equity or ZERO, margin=account.margin or ZERO, free_margin=account.free_margin,
            leverage=account.leverage, first_equity=account.first_equity, flows=account.flows,
            pending_value=self._sum(account.id, self._pending[account.id].items()),
            broker_equity=broker.equity * (rate or ZERO), broker_value=broker.value * (rate or ZERO),
            broker_fault=fault,
            strategy_value=self._sum(
                account.id, ((name, held + out) for name, held, out in self.holdings.values(strategy, account.id))
            ),
        )  # fmt: skip

    def add(self, account: AccountRow, strategy: int, order: DecidedOrder) -> None:
        self.holdings.add((strategy, account.id, order.symbol), order.side, order.volume, opens=order.opens)
        if not order.opens:
            return
        self._told.setdefault((account.id, order.symbol), order.value / order.volume)
        broker, stock = self._broker(account), self.stock(account.id, order.symbol)
        before = self._gross(account.id, order.symbol, broker.currency)
        self._out(stock, order.side, order.volume)
        self._pending[account.id][order.symbol] += order.volume
        after = self._gross(account.id, order.symbol, broker.currency)
        broker.value += (after or ZERO) - (before or ZERO)

    # ---- what is there

    def _fill(self, seen: Seen) -> None:
        steps: dict[_Place, list[Step]] = defaultdict(list)
        for position in seen.positions:
            stock = self.stock(position.account_id, position.symbol)
            if position.side == "buy":
                stock.long += position.volume
            else:
                stock.short += position.volume
            self._tell(position.account_id, position.symbol, position.price)
        for fill in seen.fills:
            closes = fill.purpose != Purpose.OPEN
            steps[fill.account_id, fill.symbol].append(Step(fill.signed, closes, fill.surely_after))
            self._tell(fill.account_id, fill.symbol, fill.price)
            if not closes:
                self._pending[fill.account_id][fill.symbol] += fill.volume
        for place, taken in steps.items():
            self.stock(*place).steps = tuple(taken)
        for out in seen.out:
            if out.purpose == Purpose.OPEN:
                self._out(self.stock(out.account_id, out.symbol), Side(out.side), out.volume)
                self._pending[out.account_id][out.symbol] += out.volume
                self._tell(out.account_id, out.symbol, out.price)
        for told in seen.told:
            if told.maybe_unseen:
                stock = self.stock(told.account_id, told.symbol)
                stock.told_up += max(told.volume, ZERO)
                stock.told_down += max(-told.volume, ZERO)
        for held in seen.held:
            self._tell(held.account_id, held.symbol, held.price)

    def _tell(self, account: int, symbol: str, price: Decimal | None) -> None:
        """A price to value it by where the market has none."""
        if price is not None:
            self._told.setdefault((account, symbol), price)

    @staticmethod
    def _out(stock: Stock, side: Side, volume: Decimal) -> None:
        if side is Side.BUY:
            stock.out_up += volume
        else:
            stock.out_down += volume

    # ---- what it is worth

    def _unit(self, account: int, symbol: str, currency: str, *, sold: bool = False) -> Decimal | None:
        row = self._accounts[account]
        listed = self._instruments.named(row.platform, row.server, symbol)
        if listed is None:
            return None
        price, rate = (
            listed.price or self._told.get((account, symbol)),
            self._rates.get((listed.row.currency, currency)),
        )
        if price is None or rate is None:
            return None
        if sold and listed.row.kind == "option" and listed.row.strike is not None:
            price = max(price, listed.row.strike)
        return price * listed.row.multiplier * rate

    def _gross(self, account: int, symbol: str, currency: str) -> Decimal | None:
        long, short = self.stock(account, symbol).gross()
        total = ZERO
        for volume, sold in ((long, False), (short, True)):
            if volume:
                unit = self._unit(account, symbol, currency, sold=sold)
                if unit is None:
                    return None
                total += volume * unit
        return total

    def _sum(self, account: int, volumes: object) -> Decimal | None:
        total = ZERO
        for symbol, volume in volumes:  # type: ignore[attr-defined]
            if volume:
                unit = self._unit(account, symbol, self._accounts[account].currency, sold=True)
                if unit is None:
                    return None
                total += volume * unit
        return total

    def _broker(self, account: AccountRow) -> _Broker:
        found = self._brokers.get(account.group)
        if found is None:
            found = self._brokers[account.group] = self._summed(account)
        return found

    def _summed(self, account: AccountRow) -> _Broker:
        """Accounts that were not seen lately count with what they hold, and not with their equity."""
        found = _Broker(account.currency)
        there = {
            row.id: row for row in self._accounts.values() if row.group == account.group and row.seen_at is not None
        }
        for row in there.values():
            limits = limits_for(
                self._limits, broker=row.broker, account_id=row.id, strategy_id=None, on=self._now.date()
            )
            rate = self._rates.get((row.currency, found.currency))
            if rate is None:
                found.fault = f"there is no rate from {row.currency} to {found.currency}"
            elif row.seen_at and (self._now - row.seen_at).total_seconds() <= limits.of(LimitKind.ACCOUNT_AGE).value:
                found.equity += (row.equity or ZERO) * rate
        for number, symbol in list(self._stocks):
            if number in there:
                value = self._gross(number, symbol, found.currency)
                if value is None:
                    found.fault = found.fault or f"{symbol} on {there[number].name} has no price, or is not listed"
                found.value += value or ZERO
        return found

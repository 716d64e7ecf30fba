"""What strategies made: by their own fills, first in first out, without what brokers charge; marked at quotes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from fidus.lib.money import Money
from trading.desk.domain.rounds import Book, Filled, Lot, Round, open_result
from trading.desk.domain.slippage import average_price
from trading.desk.selectors.holdings import quote_of
from trading.desk.selectors.instruments import Key, instruments, money
from trading.market.models import Instrument
from trading.monitor.selectors.accounts import SHORT
from trading.orders.models import Fill

_COLUMNS = (
    "instruction__strategy", "account", "account__platform", "account__login", "account__server",
    "account__environment", "symbol", "side", "volume", "price", "at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """All fills of one strategy in one symbol on one account, oldest first; no `instrument`: its facts are unknown."""

    strategy_id: int
    account_id: int
    account: str
    is_real: bool
    symbol: str
    instrument: Instrument | None
    fills: Sequence[Filled]


@dataclass(frozen=True, slots=True)
class Held:
    """`open` is None where there is no price, or no money of ours in that currency."""

    account: str
    symbol: str
    volume: Decimal
    price: Decimal | None
    open: Money | None
    marked_at: datetime | None


@dataclass(slots=True)
class Result:
    """Of one account in one currency, or of all accounts together (`account` empty)."""

    currency: str
    account: str = ""
    is_real: bool = True
    realised: Money = field(init=False)
    open: Money = field(init=False)
    closed: int = 0
    hits: int = 0

    def __post_init__(self) -> None:
        self.realised = self.open = Money.zero(self.currency)

    @property
    def total(self) -> Money:
        return self.realised + self.open

    @property
    def hit_rate(self) -> Decimal | None:
        """Closing fills that gained, as a fraction of all."""
        return Decimal(self.hits) / self.closed if self.closed else None


@dataclass(slots=True)
class Results:
    """Of one strategy; `problems` say what no figure can be told of."""

    totals: list[Result] = field(default_factory=list)
    accounts: list[Result] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def main(self) -> Result | None:
        """The currency with the most closed."""
        return self.totals[0] if self.totals else None


def fill_lines(strategies: Collection[int]) -> list[Line]:
    """In the order of strategies, accounts and symbols. Two queries."""
    rows = Fill.objects.filter(instruction__strategy__in=strategies, price__isnull=False)
    found: dict[tuple[int, int, str], list[Filled]] = {}
    facts: dict[tuple[int, int, str], tuple[str, bool, Key]] = {}
    ordered = rows.order_by("instruction__strategy", "account", "symbol", "at", "pk").values_list(*_COLUMNS)
    for strategy, account, platform, login, server, environment, symbol, side, volume, price, at in ordered:
        key = (strategy, account, symbol)
        facts[key] = (f"{SHORT[platform]} {login}", environment == "live", (platform, server, symbol))
        found.setdefault(key, []).append(Filled(at, volume if side == "buy" else -volume, price))
    known = instruments({name for _, _, name in facts.values()})
    return [
        Line(key[0], key[1], facts[key][0], facts[key][1], key[2], known.get(facts[key][2]), fills)
        for key, fills in found.items()
    ]


def results(strategies: Collection[int]) -> dict[int, Results]:
    """By strategy; those without fills have nothing in them. Two queries."""
    found = {pk: Results() for pk in strategies}
    for line in fill_lines(strategies):
        _count(found[line.strategy_id], line)
    for one in found.values():
        one.totals.sort(key=lambda total: (-total.closed, total.currency))
    return found


def _count(into: Results, line: Line) -> None:
    instrument = line.instrument
    if instrument is None:
        into.problems.append(f"{line.symbol} on {line.account}: the broker has not told what one of it is worth.")
        return
    if money(Decimal(0), instrument.currency) is None:
        into.problems.append(f"{line.symbol} on {line.account}: no books are kept in {instrument.currency}.")
        return
    book = Book(instrument.multiplier)
    closed = [closing for fill in line.fills if (closing := book.take(fill)) is not None]
    open_now, at = _marked(book.lots, instrument)
    for result in (_of_account(into, line, instrument.currency), _of_all(into, line, instrument.currency)):
        _add(result, closed, open_now)
    if book.lots:
        volume = sum((lot.volume for lot in book.lots), Decimal(0))
        paid = average_price([(abs(lot.volume), lot.price) for lot in book.lots])
        into.held.append(Held(line.account, line.symbol, volume, paid, open_now, at))
        if open_now is None:
            into.problems.append(f"{line.symbol} on {line.account} is held, and no price of it is known.")


def _add(result: Result, closed: Sequence[Round], open_now: Money | None) -> None:
    result.realised += Money.rounded(sum((one.made for one in closed), Decimal(0)), result.currency)
    result.closed += len(closed)
    result.hits += sum(one.made > 0 for one in closed)
    if open_now is not None:
        result.open += open_now


def _marked(lots: Sequence[Lot], instrument: Instrument) -> tuple[Money | None, datetime | None]:
    quote = quote_of(instrument)
    if quote is None or not lots:
        return None, None
    bid, ask, at = quote
    made = open_result(lots, bid=bid, ask=ask, multiplier=instrument.multiplier)
    return Money.rounded(made, instrument.currency), at


def _of_account(into: Results, line: Line, currency: str) -> Result:
    for result in into.accounts:
        if (result.account, result.currency) == (line.account, currency):
            return result
    into.accounts.append(Result(currency, line.account, line.is_real))
    return into.accounts[-1]


def _of_all(into: Results, line: Line, currency: str) -> Result:
    # Invented money is never added to real money.
    for result in into.totals:
        if (result.currency, result.is_real) == (currency, line.is_real):
            return result
    into.totals.append(Result(currency, "", line.is_real))
    return into.totals[-1]

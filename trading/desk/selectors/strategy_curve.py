"""What a strategy made over time, by UTC days: realised, and with what was held then at each day's close."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from fidus.lib import clock
from fidus.lib.money import Money
from trading.desk.domain.rounds import Book, Filled, Lot, open_result
from trading.desk.selectors.holdings import quote_of
from trading.desk.selectors.instruments import money
from trading.desk.selectors.results import Line, fill_lines
from trading.market.models import Bar, Instrument

DAYS = 400


@dataclass(frozen=True, slots=True)
class Day:
    """`equity` is None where something was held and no price of that day is known."""

    on: date
    realised: Money
    equity: Money | None


@dataclass(frozen=True, slots=True)
class StrategyCurve:
    """Of one currency and one kind of money; empty of nothing."""

    currency: str
    days: Sequence[Day]

    @property
    def newest_first(self) -> Sequence[Day]:
        return list(reversed(self.days))

    @property
    def sentence(self) -> str:
        if not self.days:
            return "Nothing was traded yet."
        first, last = self.days[0], self.days[-1]
        return f"Result from {first.on:%-d %B %Y} to {last.on:%-d %B %Y}: {last.realised} realised" + (
            f", {last.equity} with what is open." if last.equity is not None else "."
        )


@dataclass(slots=True)
class _Followed:
    line: Line
    instrument: Instrument
    book: Book
    fills: list[Filled]
    close: Decimal | None = None


def strategy_curve(strategy: int, *, currency: str, is_real: bool) -> StrategyCurve:
    """Of the last DAYS days, realised from the very beginning. Three queries."""
    followed = [
        _Followed(line, line.instrument, Book(line.instrument.multiplier), list(line.fills))
        for line in fill_lines([strategy])
        if line.instrument is not None and line.instrument.currency == currency and line.is_real == is_real
    ]
    if not followed or money(Decimal(0), currency) is None:
        return StrategyCurve(currency, [])
    begun = min(one.fills[0].at for one in followed).date()
    today = clock.now().date()
    closes = _closes({one.instrument.pk for one in followed}, since=begun)
    days, realised, on = [], Decimal(0), begun
    while on <= today:
        realised += _follow(followed, on, closes)
        open_ones = [_open_result(one, is_today=on == today) for one in followed]
        told = [one for one in open_ones if one is not None]
        whole = None if len(told) < len(open_ones) else money(realised + sum(told, Decimal(0)), currency)
        days.append(Day(on, Money.rounded(realised, currency), whole))
        on += timedelta(days=1)
    return StrategyCurve(currency, days[-DAYS:])


def as_numbers(shown: StrategyCurve) -> dict[str, object]:
    """What static/js/curve.js reads: the balance there is what is realised here."""

    def seconds(on: date) -> int:
        return int(datetime.combine(on, time(), tzinfo=UTC).timestamp())

    return {
        "currency": shown.currency,
        "by_day": True,
        "equity": [(seconds(day.on), str(day.equity.amount)) for day in shown.days if day.equity is not None],
        "balance": [(seconds(day.on), str(day.realised.amount)) for day in shown.days],
        "sentence": shown.sentence,
    }


def _follow(followed: Sequence[_Followed], on: date, closes: dict[tuple[int, date], Decimal]) -> Decimal:
    """What the day's fills realised; each one's close is the day's, or the last before it."""
    made = Decimal(0)
    for one in followed:
        while one.fills and one.fills[0].at.date() <= on:
            closing = one.book.take(one.fills.pop(0))
            made += closing.made if closing is not None else 0
        one.close = closes.get((one.instrument.pk, on), one.close)
    return made


def _open_result(one: _Followed, *, is_today: bool) -> Decimal | None:
    lots: Sequence[Lot] = one.book.lots
    if not lots:
        return Decimal(0)
    if is_today and (quote := quote_of(one.instrument)) is not None:
        return open_result(lots, bid=quote[0], ask=quote[1], multiplier=one.instrument.multiplier)
    if one.close is None:
        return None
    return open_result(lots, bid=one.close, ask=one.close, multiplier=one.instrument.multiplier)


def _closes(wanted: set[int], *, since: date) -> dict[tuple[int, date], Decimal]:
    begun = datetime.combine(since, time(), tzinfo=UTC)
    bars = Bar.objects.filter(instrument__in=wanted, span="1d", opens_at__gte=begun)
    return {(pk, at.date()): close for pk, at, close in bars.values_list("instrument", "opens_at", "close")}

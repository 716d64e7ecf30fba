"""The verbs of a paper account's books: (state, what happens, when) -> (state, events); the package has the rules.

`at` is the book's time, given by whoever calls. What is refused raises PaperRefusal and writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from fidus.lib.money import minor_units, round_amount
from trading.brokers.facts import CashState, Instrument, Quote
from trading.domain.history import CASH_KINDS, CREDIT_KINDS
from trading.domain.paper.applying import rebuild
from trading.domain.paper.bars import match_bar
from trading.domain.paper.events import Listed, Moved, Opened, Rated
from trading.domain.paper.matching import meet
from trading.domain.paper.orders import cancel, change, execute, place
from trading.domain.paper.pen import Outcome, Pen
from trading.domain.paper.reckoning import figures
from trading.domain.paper.values import PaperRefusal, State, Terms

__all__ = [
    "cancel",
    "change",
    "deposit",
    "enlist",
    "execute",
    "mark",
    "match",
    "match_bar",
    "open_book",
    "pass_time",
    "place",
    "rate",
]

_KINDS = CASH_KINDS - CREDIT_KINDS


def open_book(terms: Terms, at: datetime) -> Outcome:
    """A new book; raises MoneyError for a currency without books."""
    minor_units(terms.currency)
    opened = Opened(terms=terms, at=at)
    return rebuild([opened]), (opened,)


def enlist(state: State, instrument: Instrument, at: datetime) -> Outcome:
    """Trade the instrument from now on, or in other steps than before; what is the same writes nothing."""
    pen = Pen(state, at)
    held = state.instruments.get(instrument.symbol)
    if held == instrument:
        return pen.outcome()
    concerned = any(position.symbol == instrument.symbol for position in state.positions.values())
    if held and concerned and (held.currency, held.multiplier) != (instrument.currency, instrument.multiplier):
        raise PaperRefusal(f"while {instrument.symbol} is held, its currency and multiplier stay")
    pen.write(Listed(instrument=instrument, at=pen.at))
    return pen.outcome()


def rate(state: State, currency: str, per_unit: Decimal, at: datetime) -> Outcome:
    """One unit of `currency` is `per_unit` of the account's from now on."""
    if not per_unit.is_finite() or per_unit <= 0 or currency == state.terms.currency:
        raise PaperRefusal(f"{per_unit} is no rate from {currency} to {state.terms.currency}")
    pen = Pen(state, at)
    if state.rates.get(currency) != per_unit:
        pen.write(Rated(currency=currency, rate=per_unit, at=pen.at))
    return pen.outcome()


def deposit(state: State, amount: Decimal, at: datetime, *, kind: str = "balance", comment: str = "") -> Outcome:
    """Money comes, or goes if `amount` is below zero: a withdrawal takes no more than is free."""
    if kind not in _KINDS:
        raise PaperRefusal(f"{kind} is no cash operation of a paper account")
    if not amount.is_finite() or not amount or round_amount(amount, state.terms.currency) != amount:
        raise PaperRefusal(f"{amount} {state.terms.currency} is no amount to move")
    pen = Pen(state, at)
    if kind == "balance" and amount < 0 and -amount > figures(pen.state).free_margin:
        raise PaperRefusal(f"{-amount} {state.terms.currency} is more than is free")
    cash = CashState(id=pen.next_id(), kind=kind, amount=amount, at=pen.at, comment=comment)
    pen.write(Moved(cash=cash))
    return pen.outcome()


def match(state: State, quote: Quote, at: datetime) -> Outcome:
    """See a quote and fill what it reaches; older and known ones, and what is not traded, are passed over."""
    if not all(price is None or price.is_finite() for price in (quote.bid, quote.ask, quote.last)):
        raise PaperRefusal(f"{quote.symbol} at {quote.at} has no prices that are numbers")
    pen = Pen(state, at)
    if quote.symbol in pen.state.instruments and not _is_known(pen.state, quote):
        meet(pen, quote)
    return pen.outcome()


def mark(state: State, quotes: Iterable[Quote]) -> Outcome:
    """See prices and fill nothing: where the market itself makes the trades (see `execute`)."""
    newer = {quote.symbol: quote for quote in quotes if not _is_known(state, quote)}
    return replace(state, quotes={**state.quotes, **newer}), ()


def pass_time(state: State, at: datetime) -> Outcome:
    """Write what the nights until `at` brought: swaps, and the end of day orders."""
    return Pen(state, at).outcome()


def _is_known(state: State, quote: Quote) -> bool:
    """Whether it is older than the quote held, or that one again: its sizes are not there a second time."""
    held = state.quotes.get(quote.symbol)
    if held is None or quote.at != held.at:
        return held is not None and quote.at < held.at
    return (quote.bid, quote.ask, quote.last) == (held.bid, held.ask, held.last)

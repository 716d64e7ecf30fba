"""Is each leg known at the account's broker, does it trade now, and at which price?"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from trading.brokers.facts import OrderKind, Side
from trading.decision.domain.facts import Case, InstrumentFacts, LegFacts
from trading.decision.domain.limits import LimitKind
from trading.decision.domain.plan import Answer, Plan
from trading.decision.domain.verdicts import Figure, Word, plain


def legs_are_known(case: Case, plan: Plan) -> Answer:
    """All legs or none: one that cannot be traded stops the others."""
    figures = tuple(Figure(leg.name, leg.instrument.symbol if leg.instrument else "–") for leg in case.legs)
    for leg in case.legs:
        fault = leg.fault or _fault(leg.instrument, case)
        if fault:
            return Answer(Word.STOP, f"{leg.name}: {fault}", plan, input=figures)
    names = ", ".join(leg.instrument.symbol for leg in case.legs if leg.instrument)
    return Answer(Word.PASS, f"The broker calls it {names}.", plan, input=figures)


def _fault(instrument: InstrumentFacts | None, case: Case) -> str:
    if instrument is None:
        return "none of the broker's instruments is approved for it."
    if not instrument.may_trade:
        return f"the broker does not let {instrument.symbol} be traded."
    if instrument.expires_at is not None and instrument.expires_at <= case.now:
        return f"{instrument.symbol} has expired."
    return ""


def market_is_open(case: Case, plan: Plan) -> Answer:
    limit = case.limits.of(LimitKind.UNKNOWN_HOURS)
    unknown = [leg.name for leg in case.legs if leg.instrument and leg.instrument.is_open is None]
    closed = [leg.name for leg in case.legs if leg.instrument and leg.instrument.is_open is False]
    words_of = {True: "open", False: "closed", None: "unknown"}
    figures = tuple(Figure(leg.name, words_of[leg.instrument.is_open]) for leg in case.legs if leg.instrument)
    if closed:
        return Answer(Word.STOP, f"The market is closed for {', '.join(closed)}.", plan, input=figures)
    if not unknown:
        return Answer(Word.PASS, "The market is open.", plan, input=figures)
    said = f"Nobody has said when {', '.join(unknown)} trades"
    figures = (*figures, Figure("Trade at unknown hours", f"{'yes' if limit.value else 'no'} ({limit.whose})"))
    if limit.value:
        return Answer(Word.PASS, f"{said}; that is let pass.", plan, input=figures)
    if plan.closes and not plan.opens:
        return Answer(Word.PASS, f"{said}; what closes is let pass.", plan, input=figures)
    return Answer(Word.STOP, f"{said}.", plan, input=figures)


def prices_are_known(case: Case, plan: Plan) -> Answer:
    """The far side of a fresh quote; without one what the signal itself said, if that is fresh."""
    limit = case.limits.of(LimitKind.PRICE_AGE)
    prices, figures = [], [Figure("At most", f"{plain(limit.value)} s old ({limit.whose})")]
    for leg in case.legs:
        price, source = _price(case, leg, limit.value)
        if price is None:
            return Answer(Word.STOP, f"There is no price of {leg.name}: {source}.", plan, input=tuple(figures))
        prices.append(price)
        figures.append(Figure(leg.name, f"{plain(price)}, {source}"))
    return Answer(Word.PASS, "Prices are known and fresh.", replace(plan, prices=tuple(prices)), input=tuple(figures))


def _price(case: Case, leg: LegFacts, oldest: Decimal) -> tuple[Decimal | None, str]:
    """What a unit is reckoned with, and where that is from; or why there is none.

    An order that waits at its own price is reckoned with that, but not below what the market asks for now.
    """
    price, source = _market_price(case, leg, oldest)
    if price is None or len(case.legs) > 1:
        return price, source
    signal = case.signal
    own = signal.limit_price if signal.order_kind in (OrderKind.LIMIT, OrderKind.STOP_LIMIT) else signal.stop_price
    if own is None:
        return price, source
    if signal.order_kind is OrderKind.STOP or leg.side is Side.SELL:
        return max(own, price), f"{source}; its own price is {plain(own)}"
    return own, "its own limit"


def _market_price(case: Case, leg: LegFacts, oldest: Decimal) -> tuple[Decimal | None, str]:
    instrument = leg.traded
    far = instrument.ask if leg.side is Side.BUY else instrument.bid
    quoted = far or instrument.last or instrument.bid or instrument.ask
    why = "it was never quoted"
    if quoted is not None and quoted > 0 and instrument.seen_at is not None:
        age = (case.now - instrument.seen_at).total_seconds()
        if not instrument.delayed and age <= oldest:
            return quoted, f"quoted {max(age, 0):.0f} s ago"
        why = "its quotes are delayed" if instrument.delayed else f"its last quote is {age:.0f} s old"
    said = case.signal.reference_price
    if said is None or len(case.legs) > 1:
        return None, why
    age = (case.now - case.signal.priced_at).total_seconds()
    if age > oldest:
        return None, f"{why}, and the price in the signal is {age:.0f} s old"
    return said, f"the signal's own, for {why}"


def currencies_are_known(case: Case, plan: Plan) -> Answer:
    account = case.account.currency
    rates = {leg.instrument.currency: leg.instrument.rate for leg in case.legs if leg.instrument}
    figures = tuple(Figure(f"{one}/{account}", plain(rate)) for one, rate in rates.items() if one != account)
    missing = [one for one, rate in rates.items() if rate is None]
    if missing:
        words = f"There is no rate from {missing[0]} to {account}, the account's currency."
        return Answer(Word.STOP, words, plan, input=figures)
    if not figures:
        return Answer(Word.PASS, f"Everything is in {account}.", plan)
    return Answer(Word.PASS, f"The rates to {account} are known.", plan, input=figures)

"""Cases of decisions: a strategy of a paper account of 100,000 that may trade all of it, and a share at 100."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from trading.brokers.facts import AssetKind, Side
from trading.decision.domain.decide import AccountDecision, decide
from trading.decision.domain.facts import (
    AccountFacts,
    AllocationFacts,
    Case,
    HoldingFacts,
    InstrumentFacts,
    LegFacts,
    SignalFacts,
    StrategyFacts,
)
from trading.decision.domain.limits import Limit as Holds
from trading.decision.domain.limits import LimitKind, Limits
from trading.signals.domain.standard import SignalKind, SizeKind

NOW = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)


def d(value) -> Decimal:
    return Decimal(str(value))


def decimals(given: dict) -> dict:
    return {
        name: d(value) if isinstance(value, int | str) and _number(value) else value for name, value in given.items()
    }


def _number(value) -> bool:
    try:
        Decimal(value)
    except ArithmeticError:
        return False
    return not isinstance(value, bool)


def share(**given) -> InstrumentFacts:
    plain = {
        "symbol": "INVENTED", "our_symbol": "INVENTED", "kind": AssetKind.STOCK, "currency": "USD", "tick": d("0.01"),
        "step": d(1), "least": d(1), "bid": d(99), "ask": d(100), "seen_at": NOW,
    }  # fmt: skip
    return InstrumentFacts(**{**plain, **decimals(given)})


def pair(**given) -> InstrumentFacts:
    """EUR/USD at 1.10 in lots of 100,000."""
    plain = {
        "symbol": "EURUSD.r", "our_symbol": "EURUSD", "kind": AssetKind.FOREX, "tick": d("0.00001"), "step": d("0.01"),
        "least": d("0.01"), "multiplier": d(100_000), "bid": d("1.0998"), "ask": d("1.1000"),
    }  # fmt: skip
    return share(**{**plain, **given})


def leg(side="buy", instrument: InstrumentFacts | None = None, *, number=1, ratio=1, fault="", **held) -> LegFacts:
    instrument = instrument or share()
    return LegFacts(
        number=number, name=instrument.our_symbol, side=Side(side) if side else None, asset=instrument.kind,
        ratio=ratio, instrument=None if fault else instrument, fault=fault, holding=HoldingFacts(**decimals(held)),
    )  # fmt: skip


def signal(kind="entry", *, size=None, **given) -> SignalFacts:
    plain = {"kind": SignalKind(kind), "valid_until": NOW + timedelta(seconds=60), "priced_at": NOW}
    if size is not None:
        plain |= {"size_kind": SizeKind(size[0]), "size_value": d(size[1])}
    return SignalFacts(**{**plain, **decimals(given)})


def account(**given) -> AccountFacts:
    plain = {
        "name": "7 · Invented", "broker": "Invented", "environment": "paper", "currency": "USD", "hedging": True,
        "seen_at": NOW, "equity": d(100_000), "free_margin": d(100_000), "leverage": d(100),
        "broker_equity": d(100_000),
    }  # fmt: skip
    return AccountFacts(**{**plain, **decimals(given)})


def limits(**values) -> Limits:
    return Limits({LimitKind(name.replace("_", " ")): Holds(d(value), "of the firm") for name, value in values.items()})


def case(*legs: LegFacts, **given) -> Case:
    plain = {
        "now": NOW, "signal": signal(), "account": account(),
        "strategy": StrategyFacts(code="TREND", state="active", mode="automatic", environment="production"),
        "allocation": AllocationFacts(share=d(100), size_kind=SizeKind.EQUITY_PERCENT, size_value=d(5)),
        "limits": limits(position=100, broker=100, margin=100),
    }  # fmt: skip
    return Case(**{**plain, **given, "legs": legs or (leg(),)})


def decided(*legs: LegFacts, **given) -> AccountDecision:
    return decide(case(*legs, **given))


def volumes(decision: AccountDecision) -> list[tuple[str, Decimal]]:
    return [(one.side.value, one.volume) for one in decision.orders]


def word(decision: AccountDecision, rule: str) -> str:
    return next(one.verdict.value for one in decision.verdicts if one.rule == rule)

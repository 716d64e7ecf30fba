"""Strategies with accounts to trade on: connected, seen, allocated; signals as they come in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count

from accounts.models import User
from accounts.tests.people import staff
from fidus.lib import clock
from trading.brokers import facts
from trading.connections.models import Connection
from trading.decision.models import Allocation, Limit
from trading.market.models import Instrument, Quote, SymbolMapping
from trading.market.services.see_instruments import see_instruments
from trading.models import BrokerAccount
from trading.orders.domain.instruction_states import InstructionState
from trading.orders.models import Fill, Instruction
from trading.services.open_broker_account import open_broker_account
from trading.signals.models import Leg, Signal, Strategy
from trading.signals.tests.scenes import a_strategy
from trading.watch.models import Standing

# A Friday: every market of the week is open.
NOW = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)
SERVER = "Invented-Paper"
_numbers = count(810_001)


def proposer() -> User:
    return User.objects.filter(email="propose@example.test").first() or staff("trader", "propose@example.test")


def second() -> User:
    return User.objects.filter(email="second@example.test").first() or staff("trader", "second@example.test")


def an_account(
    equity: str | Decimal = "100000", *, seen: datetime | None = NOW, connected: bool = True, **given
) -> BrokerAccount:
    """A paper account that was just seen with so much equity."""
    figures = {name: given.pop(name) for name in ("margin", "free_margin", "leverage") if name in given}
    plain = {
        "broker": "Invented Paper", "server": SERVER, "currency": "USD", "platform": "paper", "environment": "paper",
        "login": str(next(_numbers)), "by": None,
    }  # fmt: skip
    account = open_broker_account(**{**plain, **given})
    if connected:
        Connection.objects.create(account=account, may_trade=True, connected_at=NOW)
    if seen is not None:
        stand(account, equity, seen=seen, **figures)
    return account


def stand(account: BrokerAccount, equity: str | Decimal, *, seen: datetime = NOW, **figures) -> Standing:
    amount = Decimal(equity)
    plain = {
        "source": "poll", "balance": amount, "equity": amount, "credit": 0, "open_profit": 0, "margin": 0,
        "free_margin": amount, "leverage": Decimal(100), "may_trade": True, "seen_at": seen, "changed_at": seen,
    }  # fmt: skip
    return Standing.objects.update_or_create(account=account, defaults={**plain, **figures})[0]


def listed(
    symbol: str = "EURUSD", *, ours: str = "", bid: str | None = "1.0998", ask: str | None = "1.1000",
    seen: datetime = NOW, server: str = SERVER, platform: str = "paper", kind: str = "forex",
    calendar: str | None = None,
    **fields,
) -> Instrument:  # fmt: skip
    """An approved instrument with a quote; one unit of trade of a pair is a lot."""
    plain = {
        "currency": "USD", "tick_size": Decimal("0.00001"), "volume_step": Decimal("0.01"),
        "volume_min": Decimal("0.01"), "volume_max": Decimal(1000), "multiplier": Decimal(100_000),
    }  # fmt: skip
    one = facts.Instrument(symbol=symbol, kind=facts.AssetKind(kind), **{**plain, **fields})
    key = see_instruments([one], platform=platform, server=server)[symbol]
    SymbolMapping.objects.filter(instrument=key).update(
        symbol=ours or symbol, state="approved", decided_by=proposer(), decided_at=NOW
    )
    if calendar is not None:
        Instrument.objects.filter(pk=key).update(calendar=calendar)
    if bid or ask:
        Quote.objects.update_or_create(
            instrument_id=key, defaults={"at": seen, "bid": bid, "ask": ask, "source": "broker", "received_at": seen}
        )
    return Instrument.objects.get(pk=key)


def shares(symbol: str = "INVENTED", *, bid: str = "99", ask: str = "100", **fields) -> Instrument:
    """A share at 100, traded one by one, around the clock."""
    plain = {
        "kind": "stock", "tick_size": Decimal("0.01"), "volume_step": Decimal(1), "volume_min": Decimal(1),
        "multiplier": Decimal(1), "volume_max": Decimal(1_000_000), "calendar": "24/7",
    }  # fmt: skip
    return listed(symbol, bid=bid, ask=ask, **{**plain, **fields})


def allocated(strategy: Strategy, account: BrokerAccount, share: str = "100", **given) -> Allocation:
    plain = {
        "size_kind": "equity percent", "size_value": Decimal(5), "starts_on": NOW.date() - timedelta(days=1),
        "reason": "To be tried.", "state": "active", "proposed_by": proposer(), "proposed_at": NOW,
        "decided_by": second(), "decided_at": NOW,
    }  # fmt: skip
    return Allocation.objects.create(strategy=strategy, account=account, share=Decimal(share), **{**plain, **given})


def limited(kind: str, value: str, scope: str = "firm", **given) -> Limit:
    plain = {
        "starts_on": NOW.date() - timedelta(days=1), "reason": "To be tried.", "state": "active",
        "proposed_by": proposer(), "proposed_at": NOW, "decided_by": second(), "decided_at": NOW,
    }  # fmt: skip
    return Limit.objects.create(kind=kind, scope=scope, value=Decimal(value), **{**plain, **given})


def strategy_of(**given) -> Strategy:
    return a_strategy(**{"mode": "automatic", **given})


def a_signal(
    strategy: Strategy, symbol: str = "INVENTED", side: str = "buy", *, legs: list[dict] | None = None, **given
) -> Signal:
    plain = {
        "signal_id": f"s-{next(_numbers)}", "named": True, "content": "", "environment": strategy.environment,
        "kind": "entry", "order_kind": "market", "time_in_force": "day", "received_at": clock.now(),
        "valid_until": clock.now() + timedelta(seconds=60),
    }  # fmt: skip
    signal = Signal.objects.create(strategy=strategy, **{**plain, **given})
    for number, leg in enumerate(legs or [{"symbol": symbol, "side": side}], start=1):
        Leg.objects.create(signal=signal, number=number, **{"asset": "stock", **leg})
    return signal


def filled(
    instruction: Instruction,
    volume: str | Decimal | None = None,
    *,
    at: datetime | None = None,
    price: str = "100",
    position: str = "",
) -> Fill:
    """Its fill came in, and it is over."""
    at, volume = at or clock.now(), Decimal(volume if volume is not None else instruction.volume)
    fill = Fill.objects.create(
        account=instruction.account, instruction=instruction, number=str(next(_numbers)), symbol=instruction.symbol,
        side=instruction.side, volume=volume, price=Decimal(price), at=at, recorded_at=at, position=position,
    )  # fmt: skip
    whole = volume == instruction.volume
    Instruction.objects.filter(pk=instruction.pk).update(
        state=InstructionState.FILLED if whole else InstructionState.PARTIAL, filled=volume, told_filled=volume,
        sent_at=at, done_at=at if whole else None,
    )  # fmt: skip
    return fill

"""A signal on its way, made of rows as decision, execution and brokers leave them."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count

from fidus.lib import clock
from trading.brokers.facts import OrderKind, Side, TimeInForce
from trading.connections.models import Connection
from trading.market.models import Instrument, Quote
from trading.market.services.see_instruments import see_instruments
from trading.market.tests.scenes import told
from trading.models import BrokerAccount
from trading.orders.domain.instruction_states import InstructionState
from trading.orders.models import Fill, Instruction, OrderEvent, Purpose
from trading.orders.services.place_orders import NewOrder, place_orders
from trading.signals.models import Signal, Strategy
from trading.signals.services.move_signals import move_signals
from trading.signals.services.receive_signal import receive_signal
from trading.signals.tests.scenes import a_door, a_strategy

NOW = datetime(2026, 11, 20, 10, 30, 0, 4_000, tzinfo=UTC)
SERVER = "Invented-Live"
MESSAGE = (
    b'{"version": 1, "signal_id": "my-17", "kind": "entry", "symbol": "EURUSD", "side": "buy",'
    b' "reference_price": "1.0712"}'
)
_numbers = count(1)


def after(milliseconds: float, since: datetime = NOW) -> datetime:
    return since + timedelta(milliseconds=milliseconds)


def an_account(login: str = "", **given: object) -> BrokerAccount:
    plain = {
        "broker": "Invented Markets", "server": SERVER, "currency": "USD", "currency_digits": 2, "environment": "live",
        "opened_at": NOW - timedelta(days=90),
    }  # fmt: skip
    return BrokerAccount.objects.create(login=login or f"447{next(_numbers)}", **{**plain, **given})


def connected(account: BrokerAccount, **given: object) -> BrokerAccount:
    """One that FIDUS may trade."""
    Connection.objects.create(account=account, connected_at=NOW, **{"may_trade": True, **given})
    return account


def eurusd(bid: str = "1.0720", ask: str = "1.0722") -> Instrument:
    """100,000 euro in a lot, ticks of 0.00001, with a quote."""
    key = see_instruments([told("EURUSD")], platform="mt5", server=SERVER)["EURUSD"]
    Quote.objects.update_or_create(
        instrument_id=key,
        defaults={"at": NOW, "bid": Decimal(bid), "ask": Decimal(ask), "source": "broker", "received_at": NOW},
    )
    return Instrument.objects.get(pk=key)


def a_signal(strategy: Strategy | None = None, message: bytes = MESSAGE, at: datetime = NOW) -> Signal:
    """Received, not decided."""
    strategy = strategy or a_strategy()
    door = strategy.doors.filter(kind="webhook").first() or a_door(strategy).door
    with clock.at(at):
        receipt = receive_signal(door=door, body=message, content_type="application/json", address="203.0.113.24")
    if receipt.signal is None:
        raise AssertionError(receipt.reason)
    return Signal.objects.select_related("strategy").get(pk=receipt.signal)


def decided(signal: Signal, milliseconds: float = 3.1) -> Signal:
    with clock.at(signal.received_at + timedelta(milliseconds=milliseconds)):
        move_signals([signal.pk], "decide")
    signal.refresh_from_db()
    return signal


def an_order(signal: Signal | None, account: BrokerAccount, *, at: datetime | None = None, by=None, **given):
    """Placed at that moment, not sent."""
    plain = {
        "account_id": account.pk, "purpose": Purpose.OPEN, "symbol": "EURUSD", "our_symbol": "EURUSD",
        "side": Side.BUY, "kind": OrderKind.MARKET, "volume": Decimal("1.00"), "time_in_force": TimeInForce.GTC,
        "strategy": signal.strategy if signal else None, "signal": signal,
        "leg": signal.legs.first() if signal else None,
    }  # fmt: skip
    with clock.at(at or after(4)):
        (order,) = place_orders([NewOrder(**{**plain, **given})], by=by)
    return order


def happened(order: Instruction, kind: str, at: datetime, words: str = "", **given: object) -> OrderEvent:
    return OrderEvent.objects.create(instruction=order, kind=kind, at=at, words=words, **given)


def put(order: Instruction, state: InstructionState, **given: object) -> Instruction:
    Instruction.objects.filter(pk=order.pk).update(state=state, **given)
    order.refresh_from_db()
    return order


def a_fill(order: Instruction, at: datetime, *, volume: str = "1.00", price: str = "1.0713", side: str = "") -> Fill:
    found = Fill.objects.create(
        account=order.account, instruction=order, number=f"F{next(_numbers)}", symbol=order.symbol,
        side=side or order.side, volume=Decimal(volume), price=Decimal(price), at=at, recorded_at=at,
    )  # fmt: skip
    filled = sum(fill.volume for fill in order.fills.all())
    Instruction.objects.filter(pk=order.pk).update(filled=filled, told_filled=filled, average_price=price)
    return found


def sent_and_filled(
    order: Instruction,
    *,
    sent: float = 9.2,
    accepted: float = 12.0,
    filled: float = 19.0,
    since: datetime = NOW,
    **given,
):
    """Sent, accepted and filled so many milliseconds after `since`."""
    happened(order, "claimed", after(sent - 1, since))
    happened(order, "sent", after(sent, since))
    happened(order, "accepted", after(accepted, since))
    fill = a_fill(order, after(filled, since), **given)
    happened(order, "filled", after(filled, since), f"{fill.volume.normalize():f} at {fill.price.normalize():f}")
    return put(
        order, InstructionState.FILLED, sent_at=after(sent, since), answered_at=after(accepted, since),
        done_at=after(filled, since), broker_order=f"B{order.pk}",
    )  # fmt: skip


def a_journey(strategy: Strategy | None = None, accounts: int = 1) -> Signal:
    """A signal that was decided, ordered on so many accounts, sent and filled."""
    eurusd()
    signal = decided(a_signal(strategy))
    for _ in range(accounts):
        sent_and_filled(an_order(signal, an_account()))
    return signal

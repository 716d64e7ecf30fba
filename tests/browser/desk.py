"""Signals on their way: filled, reduced, refused, unknown and held; a strategy with a few weeks behind it."""

from datetime import timedelta
from decimal import Decimal

from accounts.models import User
from fidus.lib import clock
from trading.brokers.facts import OrderKind, Side
from trading.decision.models import Decision
from trading.desk.tests.scenes import (
    a_fill,
    a_signal,
    after,
    an_account,
    an_order,
    connected,
    decided,
    eurusd,
    happened,
    put,
    sent_and_filled,
)
from trading.market.models import Bar, Instrument, Quote
from trading.models import BrokerAccount
from trading.orders.domain.instruction_states import InstructionState
from trading.orders.models import Purpose
from trading.orders.services.set_switch import set_switch
from trading.signals.models import Strategy
from trading.signals.services.move_strategy import move_strategy
from trading.signals.services.open_door import open_door
from trading.signals.services.receive_signal import receive_signal
from trading.signals.services.register_strategy import register_strategy

DAYS = 24
SENT = (
    b'{"version": 1, "signal_id": "dune-2026-418", "kind": "entry", "symbol": "EURUSD", "side": "buy",'
    b' "reference_price": "1.08412", "order": {"type": "market", "stop_loss": "1.0801", "target": "1.0922"},'
    b' "size": {"risk_percent": "0.5"}}'
)
_PASSED = ("Strategy is active", "Signal is still good", "Trading is not halted", "Account was seen lately")
VERDICTS = [
    *({"rule": "passed", "title": title, "verdict": "pass", "words": "As it should be.", "told": "As it should be.",
       "input": [["Found", "as asked", True]]} for title in _PASSED),
    {"rule": "position", "title": "One position", "verdict": "less",
     "words": "9.95 lots would be 13.10 % of equity; one position may be 10 %, so 7.60 lots remain.",
     "told": "One position may be 10 % of the account's equity; 7.60 lots remain.",
     "input": [["Asked", "9.95 lots", True], ["Equity", "2,503,911.44 USD", False], ["At most", "10 %", True]]},
]  # fmt: skip


def orders_at_work(by: User, developer: User, shared: BrokerAccount) -> dict[str, object]:
    """What pages.py may name: a journey, an order by hand, the strategy, and one that has nothing yet.

    On the account that is `shared` with its client some trades were made.
    """
    move_quotes(eurusd("1.08402", "1.08404"))
    strategy, new = a_strategy("DUNE-3", "Dune 3", developer, by), a_strategy("HARBOUR-1", "Harbour 1", developer, by)
    account, second = connected(an_account("2210345")), connected(an_account("2211871"))
    history(strategy, account)
    journey = reduced_journey(strategy, account, second)
    by_hand = waiting_ones(strategy, account, second, by)
    for hours, volume in ((1, "0.25"), (5, "1.75"), (30, "1234567.50")):
        at = clock.now() - timedelta(hours=hours)
        order = an_order(None, shared, at=at, by=by, volume=Decimal(volume))
        a_fill(order, at, volume=volume, price="1.08412")
        put(order, InstructionState.FILLED, sent_at=at, done_at=at)
    set_switch(scope="strategy", thing=new, action="reduce", reason="Its developer is away until Monday", by=by)
    return {"journey": journey, "order_by_hand": by_hand, "strategy": strategy.pk, "strategy_new": new.pk}


def a_strategy(code: str, name: str, developer: User, by: User) -> Strategy:
    made = register_strategy(
        code=code, name=name, developer=developer, environment="production", asset="forex", mode="automatic", by=by
    )
    return move_strategy(strategy=made, action="activate", reason="Tried on staging for a month", by=by)


def move_quotes(instrument: Instrument) -> None:
    """As new as the run is long."""
    now = clock.now()
    Quote.objects.filter(instrument=instrument).update(at=now, received_at=now + timedelta(hours=2))


def history(strategy: Strategy, account) -> None:
    """Bought one day and sold the next, mostly dearer."""
    open_door(strategy=strategy, kind="webhook", by=None)
    instrument, today = eurusd("1.08402", "1.08404"), clock.now().replace(hour=9, minute=0, second=0, microsecond=4_000)
    for back in range(DAYS, 0, -1):
        at, price = today - timedelta(days=back), Decimal("1.0800") + Decimal((back * 37) % 11) / 10_000
        signal = decided(a_signal(strategy, f"BUY EURUSD ID day{back}".encode(), at=at))
        entry = an_order(signal, account, at=after(4, at), volume=Decimal("0.50"))
        sent_and_filled(entry, since=at, volume="0.50", price=f"{price}")
        leave = decided(a_signal(strategy, f"EXIT EURUSD ID out{back}".encode(), at=at + timedelta(hours=6)))
        order = an_order(
            leave,
            account,
            at=after(4, leave.received_at),
            side=Side.SELL,
            purpose=Purpose.REDUCE,
            volume=Decimal("0.50"),
        )
        gained = Decimal((back * 29) % 17 - 6) / 10_000
        sent_and_filled(order, since=leave.received_at, volume="0.50", price=f"{price + gained}")
        day = at.replace(hour=0, minute=0, second=0, microsecond=0)
        Bar.objects.create(
            instrument=instrument, span="1d", opens_at=day, open=price, high=price, low=price, close=price
        )
    move_quotes(instrument)


def reduced_journey(strategy: Strategy, account, second) -> int:
    """On two accounts: one reduced and filled in two parts, one refused by its broker."""
    at = clock.now() - timedelta(minutes=4)
    signal = decided(a_signal(strategy, SENT, at=at))
    door = strategy.doors.get()
    for later, message in ((20, SENT), (45, b"BUY EURUSD LIMIT"), (46, b"HEARTBEAT")):
        with clock.at(at + timedelta(seconds=later)):
            receive_signal(door=door, body=message, content_type="text/plain", address="203.0.113.24")
    common = {"signal": signal, "outcome": "ordered", "decided_at": after(3.4, at), "took_ms": Decimal("0.71")}
    Decision.objects.create(
        account=account, words="Buy 7.60 lots: reduced by one rule.", told="Buy 7.60 lots: reduced by one rule.",
        verdicts=VERDICTS, **common,
    )  # fmt: skip
    Decision.objects.create(
        account=second, words="Buy 1.20 lots.", told="Buy 1.20 lots.", verdicts=VERDICTS[:-1], **common
    )
    prices = {"stop_loss": Decimal("1.0801"), "take_profit": Decimal("1.0922")}
    order = an_order(signal, account, at=after(4.1, at), volume=Decimal("7.60"), **prices)
    happened(order, "sent", after(9.2, at))
    happened(order, "accepted", after(48, at), took=Decimal("34.6"))
    for later, volume, price in ((172, "5.00", "1.08415"), (716, "2.60", "1.08418")):
        a_fill(order, after(later, at), volume=volume, price=price)
        happened(order, "filled", after(later, at), f"{volume} at {price}")
    put(order, InstructionState.FILLED, sent_at=after(9.2, at), answered_at=after(48, at), done_at=after(716, at))
    refused = an_order(signal, second, at=after(4.2, at), volume=Decimal("1.20"), **prices)
    happened(refused, "sent", after(9.9, at))
    happened(refused, "rejected", after(61, at), "Not enough money", data={"code": "10019"})
    put(
        refused, InstructionState.REJECTED, reason="Not enough money", code="10019", sent_at=after(9.9, at),
        answered_at=after(61, at), done_at=after(61, at),
    )  # fmt: skip
    return signal.pk


def waiting_ones(strategy: Strategy, account, second, by: User) -> str:
    at = clock.now() - timedelta(minutes=2)
    unknown = an_order(decided(a_signal(strategy, b"BUY EURUSD ID lost", at=at)), second, at=after(4, at))
    happened(unknown, "sent", after(9, at))
    happened(unknown, "lost", after(10_009, at), "No answer within 10 s")
    put(unknown, InstructionState.UNKNOWN, sent_at=after(9, at), reason="No answer within 10 s")
    an_order(
        decided(a_signal(strategy, b"SELL EURUSD ID waits", at=at)), account, at=after(4, at), side=Side.SELL,
        state=InstructionState.HELD,
    )  # fmt: skip
    limit = an_order(
        None, account, at=at, by=by, kind=OrderKind.LIMIT, limit_price=Decimal("1.0765"), volume=Decimal("0.30")
    )
    happened(limit, "sent", after(5, at))
    happened(limit, "accepted", after(29, at))
    put(limit, InstructionState.ACCEPTED, sent_at=after(5, at), answered_at=after(29, at), broker_order="88214")
    return limit.reference

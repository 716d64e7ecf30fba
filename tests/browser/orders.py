"""Orders in every stage, one that waits for a person, and trading reduced of one account and halted of another."""

from decimal import Decimal

from accounts.models import User
from fidus.lib import clock
from trading.brokers.facts import OrderKind, Side
from trading.orders.domain.by_hand import Prices
from trading.orders.models import EventKind, Instruction, OrderEvent, Purpose
from trading.orders.services.set_switch import set_switch
from trading.orders.tests.scenes import a_fill, a_position, an_account, an_order, by_hand
from trading.reconciliation.services.report_order import report_order
from trading.signals.models import Strategy
from trading.signals.services.move_strategy import move_strategy
from trading.signals.services.register_strategy import register_strategy


def orders_by_hand(admin: User, second: User) -> dict[str, object]:
    """What pages.py may name."""
    account = an_account(broker="Invented Markets International", login=9104471, name="Northlight Family Holding")
    idle = an_account(broker="Sample Brokers", login=9104472)
    position = a_position(account, "0.30")
    strategy = _strategy(admin)
    entry = an_order(account, state="filled", strategy=strategy, by=admin, stop_loss=Decimal("1.05"))
    a_fill(entry, "0.06", position=position.number)
    a_fill(Instruction.objects.get(pk=entry.pk), "0.04", position=position.number)
    now = clock.now()
    for kind, words in (
        (EventKind.CLAIMED, ""), (EventKind.SENT, ""), (EventKind.ACCEPTED, ""), (EventKind.FILLED, "0.1 at 1.07"),
    ):  # fmt: skip
        OrderEvent.objects.create(instruction=entry, at=now, kind=kind, words=words, took=Decimal("4.125"))
    an_order(account, state="accepted", strategy=strategy, by=admin, purpose=Purpose.STOP, entry=entry, side="sell",
             kind=OrderKind.STOP, limit_price=None, stop_price=Decimal("1.05"))  # fmt: skip
    rejected = an_order(account, state="rejected", by=admin)
    Instruction.objects.filter(pk=rejected.pk).update(
        reason="Not enough free margin for an order of this size on the account.", code="10019", done_at=now
    )
    an_order(account, state="unknown", by=admin)
    waits = an_order(account, state="accepted", by=admin)
    by_hand(account, admin, volume=Decimal("1.20"), confirmed=True, prices=Prices(stop_loss=Decimal("1.05")))
    by_hand(account, second, hold=True, side=Side.SELL)
    an_order(account, state="held", strategy=strategy, by=second)
    report_order(
        account=account.pk, number="88120044", volume=Decimal("0.50"),
        remark="Its name F0000ABC12K looks like one of ours, and we never placed it: another installation uses the "
        "mark F, or somebody else this account. Buy EURUSD.r.",
    )  # fmt: skip
    set_switch(scope="account", thing=idle, action="reduce", reason="Fills were worse than the prices shown.", by=admin)
    halted = set_switch(scope="broker", thing=idle.broker, action="halt", reason="Their line is down.", by=second)
    return {"placed": entry.pk, "order_waits": waits.pk, "trades": account.pk, "switch": halted.pk}


def _strategy(admin: User) -> Strategy:
    made = register_strategy(
        code="DRIFT", name="Invented drift", developer=admin, environment="production", asset="forex", by=admin
    )
    return move_strategy(strategy=made, action="activate", by=admin)

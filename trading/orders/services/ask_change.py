"""A working order is to get other prices or another volume."""

from __future__ import annotations

from dataclasses import fields
from decimal import Decimal

from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from trading.brokers.facts import Change, OrderKind, Side
from trading.orders.domain.by_hand import Prices
from trading.orders.domain.instruction_states import InstructionState
from trading.orders.errors import NeedsConfirmation, NotAsDescribed, WrongState
from trading.orders.events import OrderChangeAsked
from trading.orders.gates import PLACE, check_switches, check_tradable, require
from trading.orders.live import tell_on_commit
from trading.orders.models import EventKind, Instruction, OrderEvent, Purpose
from trading.orders.selectors.switches import switches_now
from trading.orders.selectors.weighing import weigh
from trading.orders.wake import wake_on_commit

WORKS = (InstructionState.ACCEPTED, InstructionState.PARTIAL)


@transaction.atomic
def ask_change(
    *, instruction: Instruction, change: Change, by: User, reason: str = "", confirmed: bool = False
) -> Instruction:
    """What is None in `change` stays. Of what a signal was sized to, the volume only becomes less.

    Raises PermissionDenied, WrongState, NotAsDescribed, NotTradable, TradingStopped, NeedsConfirmation.
    """
    require(by, PLACE)
    rows = Instruction.objects.select_related("account", "strategy").select_for_update(of=("self",), no_key=True)
    order = rows.get(pk=instruction.pk)
    _check_it_works(order)
    asked = {name: value for name, value in _given(change) if value != getattr(order, name)}
    if not asked:
        raise NotAsDescribed({"volume": "Nothing of that is another than it is."})
    check_tradable(order.account)
    check_switches(switches_now().concerning(order.account, order.strategy_id), order.purpose)
    _check_figures(order, asked, confirmed)
    words = {name: f"{value.normalize():f}" for name, value in asked.items()}
    order.change_asked = words
    order.save(update_fields=["change_asked"])
    OrderEvent.objects.create(
        instruction=order, at=clock.now(), kind=EventKind.CHANGE_ASKED, words=reason[:500], data=words, by=by
    )
    record(OrderChangeAsked(order.subject, None, account=order.account_id, change=words, reason=reason), by=by)
    tell_on_commit([order])
    wake_on_commit([order.account_id])
    return order


def _given(change: Change) -> list[tuple[str, Decimal]]:
    named = ((field.name, getattr(change, field.name)) for field in fields(change))
    return [(name, value) for name, value in named if value is not None]


def _check_it_works(order: Instruction) -> None:
    if order.state not in WORKS:
        raise WrongState(f"{order} is {order.state}; only an order that works at its broker can be changed.")
    if order.cancel_asked_at is not None:
        raise WrongState(f"{order} is being cancelled.")
    if order.change_asked is not None:
        raise WrongState(f"{order} is being changed already; wait for its broker's answer.")


def _check_figures(order: Instruction, asked: dict[str, Decimal], confirmed: bool) -> None:
    """The order as it would be, by the same rules as a new one."""
    would = {name: asked.get(name, getattr(order, name)) for name in _FIELDS}
    volume = would.pop("volume")
    if volume <= max(order.filled, order.told_filled):
        raise NotAsDescribed({"volume": f"{order.filled.normalize():f} of it is filled already; cancel the rest."})
    if volume > order.volume and (order.purpose != Purpose.OPEN or order.signal_id is not None):
        raise NotAsDescribed({"volume": f"It was sized to {order.volume.normalize():f} and only becomes less."})
    prices = Prices(
        limit=would["limit_price"], stop=would["stop_price"], stop_loss=would["stop_loss"],
        take_profit=would["take_profit"],
    )  # fmt: skip
    weighed = weigh(
        account=order.account, symbol=order.symbol, side=Side(order.side), kind=OrderKind(order.kind), volume=volume,
        prices=prices,
    )  # fmt: skip
    if order.purpose != Purpose.OPEN:
        return
    if volume > order.volume and weighed.wants_second_person:
        raise NotAsDescribed({"volume": "It would be worth more than the account: place another, which is released."})
    if weighed.cautions and not confirmed:
        raise NeedsConfirmation(weighed.cautions)


_FIELDS = ("volume", "limit_price", "stop_price", "stop_loss", "take_profit")

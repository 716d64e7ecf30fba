"""A person orders something, after it was set against the market, the account and the switches."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from trading.brokers.facts import OrderKind, Side, TimeInForce
from trading.models import BrokerAccount
from trading.orders.domain.by_hand import Prices
from trading.orders.domain.instruction_states import InstructionState
from trading.orders.errors import NeedsConfirmation, NotAsDescribed
from trading.orders.events import OrderPlacedByHand
from trading.orders.gates import PLACE, check_switches, check_tradable, keeps_several, require
from trading.orders.models import Instruction, Purpose
from trading.orders.selectors.open_positions import open_positions
from trading.orders.selectors.switches import switches_now
from trading.orders.selectors.weighing import Weighed, weigh
from trading.orders.services.place_orders import NewOrder, place_orders

# Whoever pressed the button looks at the market now: nothing of it is sent when nobody sends for longer.
SENT_WITHIN, RELEASED_WITHIN = timedelta(minutes=2), timedelta(hours=4)


@transaction.atomic
def place_by_hand(
    *,
    account: BrokerAccount,
    symbol: str,
    side: Side,
    kind: OrderKind,
    volume: Decimal,
    prices: Prices,
    time_in_force: TimeInForce,
    by: User,
    closes: str = "",
    confirmed: bool = False,
    hold: bool = False,
) -> Instruction:
    """An order of `by`'s own; held for a second person if `hold`, or if it is worth more than the account.

    `closes` is the broker's number of the position that it makes smaller, where there are several. Raises
    PermissionDenied, NotTradable, NotAsDescribed, TradingStopped, and NeedsConfirmation unless `confirmed`.
    """
    require(by, PLACE)
    check_tradable(account)
    # Two people who close at once must not close twice.
    BrokerAccount.objects.select_for_update(no_key=True).get(pk=account.pk)
    purpose = _purpose(account, symbol, side, volume, closes)
    check_switches(switches_now().concerning(account), purpose)
    weighed = weigh(account=account, symbol=symbol, side=side, kind=kind, volume=volume, prices=prices)
    reduces = purpose == Purpose.REDUCE
    # What makes a position smaller may be as large as the position.
    if not reduces and weighed.cautions and not confirmed:
        raise NeedsConfirmation(weighed.cautions)
    held = hold or (weighed.wants_second_person and not reduces)
    now = clock.now()
    order = NewOrder(
        account_id=account.pk, purpose=purpose, symbol=symbol, our_symbol=weighed.our_symbol, side=side, kind=kind,
        volume=volume, time_in_force=time_in_force, limit_price=prices.limit, stop_price=prices.stop,
        stop_loss=prices.stop_loss, take_profit=prices.take_profit, closes=closes,
        state=InstructionState.HELD if held else InstructionState.READY,
        send_until=now + (RELEASED_WITHIN if held else SENT_WITHIN), words=_words(weighed, reduces, held),
    )  # fmt: skip
    (placed,) = place_orders([order], by=by)
    told = OrderPlacedByHand(
        placed.subject, None, account=account.pk, symbol=symbol, side=side.value, order_kind=kind.value, volume=volume,
        purpose=purpose.value, held=held, share=weighed.share,
        confirmed=() if reduces else weighed.cautions,
    )  # fmt: skip
    record(told, by=by)
    return placed


def _purpose(account: BrokerAccount, symbol: str, side: Side, volume: Decimal, closes: str) -> Purpose:
    """It reduces if all of it goes against what is open and is not being closed yet; else it opens. NotAsDescribed."""
    held = [one for one in open_positions([account], symbol=symbol) if one.side is side.opposite]
    if closes:
        named = next((one for one in held if one.number == closes), None)
        if named is None or not keeps_several(account):
            raise NotAsDescribed({"closes": f"There is no position {closes[:64]} in {symbol} that this would close."})
        if volume > named.left:
            raise NotAsDescribed({"volume": f"Of position {closes} {named.left.normalize():f} can still be closed."})
        return Purpose.REDUCE
    if keeps_several(account):
        return Purpose.OPEN
    return Purpose.REDUCE if volume <= sum(one.left for one in held) else Purpose.OPEN


def _words(weighed: Weighed, reduces: bool, held: bool) -> str:
    worth = "" if weighed.share is None else f" It is worth {weighed.share:,.1f} % of the equity."
    aim = "Closes what is open." if reduces else "Placed by hand."
    return f"{aim}{worth}{' A second person releases it.' if held else ''}"

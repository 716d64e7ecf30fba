"""Stops and targets follow their entries, at brokers that do not keep them together; requests, which the lane sends."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from decimal import Decimal

from django.db import transaction
from django.db.models import Q

from accounts.trail.api import record
from fidus.lib import clock
from trading.brokers.base import Broker
from trading.brokers.facts import OrderKind, Side, TimeInForce
from trading.execution.domain.protection import (
    Alarm,
    Duty,
    Guard,
    Leave,
    Place,
    Resize,
    duties,
    level,
    shares_of_reductions,
)
from trading.execution.events import ProtectionEnded, ProtectionOvertraded
from trading.orders.domain.instruction_states import ENDS, InstructionState
from trading.orders.models import EventKind, Instruction, OrderEvent, Purpose
from trading.orders.services.append_events import NewEvent, append_events
from trading.orders.services.place_orders import NewOrder, place_orders

logger = logging.getLogger(__name__)
PROTECTED = (
    Q(stop_loss__isnull=False) | Q(take_profit__isnull=False) | Q(stop_loss_offset__isnull=False)
    | Q(take_profit_offset__isnull=False)
)  # fmt: skip


def entries_to_protect(account: int) -> list[int]:
    """Entries of which something was traded and that are not done with: looked at when a lane begins."""
    entries = Instruction.objects.filter(PROTECTED, account=account, purpose=Purpose.OPEN).exclude(
        filled=0, told_filled=0
    )
    open_guards = Q(protection__done_at=None, protection__isnull=False)
    return list(entries.filter(open_guards | Q(protection=None)).distinct().values_list("pk", flat=True))


def families_of(rows: Collection[Instruction]) -> frozenset[int]:
    """The entries that these concern: their own, those they protect, and those that they reduce."""
    found = {row.entry_id for row in rows if row.entry_id is not None}
    found |= {row.pk for row in rows if row.purpose == Purpose.OPEN and _wanted(row)}
    for row in rows:
        if row.purpose == Purpose.REDUCE:
            same = Instruction.objects.filter(
                PROTECTED, account=row.account_id, strategy=row.strategy_id, symbol=row.symbol, purpose=Purpose.OPEN
            )
            found |= set(same.filter(protection__done_at=None).values_list("pk", flat=True))
    return frozenset(found)


def keep_protection(account: int, entries: Collection[int], broker: Broker, *, fence: Callable[[], None]) -> bool:
    """Whether anything was asked for. The tick is asked of the broker before, outside of the transaction."""
    rows = list(Instruction.objects.filter(account=account, pk__in=entries).order_by("pk"))
    symbols = sorted({row.symbol for row in rows})
    ticks = {one.symbol: one.tick_size for one in broker.instruments(symbols)} if symbols else {}
    lasts = TimeInForce.GTC if TimeInForce.GTC in broker.capabilities.times_in_force else TimeInForce.DAY
    asked = False
    for row in rows:
        with transaction.atomic():
            fence()
            entry = Instruction.objects.select_for_update(no_key=True).get(pk=row.pk)
            for duty in _duties_of(entry):
                asked = _do(entry, duty, ticks.get(entry.symbol), lasts) or asked
    return asked


def _wanted(entry: Instruction) -> list[str]:
    stop = entry.stop_loss is not None or entry.stop_loss_offset is not None
    target = entry.take_profit is not None or entry.take_profit_offset is not None
    return [purpose for purpose, is_wanted in (("stop", stop), ("target", target)) if is_wanted]


def _duties_of(entry: Instruction) -> list[Duty]:
    guards: defaultdict[str, list[Instruction]] = defaultdict(list)
    for row in Instruction.objects.filter(entry=entry).order_by("pk"):
        guards[row.purpose].append(row)
    return duties(
        filled=_most(entry),
        reduced=_reduced(entry),
        wanted=_wanted(entry),
        guards={purpose: _guard(rows) for purpose, rows in guards.items()},
    )


def _most(row: Instruction) -> Decimal:
    return max(row.filled, row.told_filled)


def _guard(rows: Sequence[Instruction]) -> Guard:
    newest = rows[-1]
    return Guard(
        id=newest.pk,
        volume=newest.volume,
        filled=_most(newest),
        traded=sum((_most(row) for row in rows), Decimal(0)),
        is_open=InstructionState(newest.state) not in ENDS,
        resizing=newest.change_asked is not None,
        leaving=newest.cancel_asked_at is not None,
    )


def _reduced(entry: Instruction) -> Decimal:
    """What other orders of the same strategy have given back of it: the oldest entry's first."""
    same = Instruction.objects.filter(account=entry.account_id, strategy=entry.strategy_id, symbol=entry.symbol)
    entries = list(same.filter(purpose=Purpose.OPEN, side=entry.side).exclude(filled=0, told_filled=0).order_by("pk"))
    if not entries:
        return Decimal(0)
    back = same.filter(purpose=Purpose.REDUCE, pk__gt=entries[0].pk).exclude(side=entry.side)
    shares = shares_of_reductions([_most(row) for row in entries], sum((_most(row) for row in back), Decimal(0)))
    return next((share for row, share in zip(entries, shares, strict=True) if row.pk == entry.pk), Decimal(0))


def _do(entry: Instruction, duty: Duty, tick: Decimal | None, lasts: TimeInForce) -> bool:
    match duty:
        case Place():
            place_orders([_order(entry, duty, tick, lasts)])
        case Resize(pk, volume):
            Instruction.objects.filter(pk=pk).update(change_asked={"volume": f"{volume.normalize():f}"})
            data = {"volume": f"{volume.normalize():f}"}
            append_events([NewEvent(pk, clock.now(), EventKind.CHANGE_ASKED, "It follows its entry.", data)])
        case Leave(pk):
            now = clock.now()
            Instruction.objects.filter(pk=pk).update(cancel_asked_at=now, cancel_sent_at=None)
            append_events([NewEvent(pk, now, EventKind.CANCEL_ASKED, "Nothing is left to protect.")])
        case Alarm():
            return _alarm(entry, duty)
    return True


def _alarm(entry: Instruction, alarm: Alarm) -> bool:
    """Once for each."""
    if alarm.beyond:
        kind, happened = EventKind.OVERTRADED, ProtectionOvertraded
        words = f"Stop and target traded {alarm.beyond.normalize():f} more than the entry."
    else:
        kind, happened = EventKind.UNPROTECTED, ProtectionEnded
        words = f"Its {alarm.purpose} ended, and nothing stands in its place."
    if not OrderEvent.objects.filter(instruction=entry, kind=kind, words=words).exists():
        append_events([NewEvent(entry.pk, clock.now(), kind, words)])
        record(happened(entry.subject, None, account=entry.account_id, words=words), by=None)
        logger.error("Order %s: %s", entry.reference, words)
    return False


def _order(entry: Instruction, place: Place, tick: Decimal | None, lasts: TimeInForce) -> NewOrder:
    side = Side(entry.side)
    price = _price(entry, place.purpose, side, tick)
    is_stop = place.purpose == "stop"
    return NewOrder(
        account_id=entry.account_id, purpose=Purpose(place.purpose), symbol=entry.symbol, our_symbol=entry.our_symbol,
        side=side.opposite, kind=OrderKind.STOP if is_stop else OrderKind.LIMIT, volume=place.volume,
        stop_price=price if is_stop else None, limit_price=None if is_stop else price, time_in_force=lasts,
        strategy=entry.strategy, signal=entry.signal, leg=entry.leg, entry=entry,
        replaces=Instruction.objects.get(pk=place.replaces) if place.replaces else None,
        words=f"{place.purpose.capitalize()} of {entry.reference}.",
    )  # fmt: skip


def _price(entry: Instruction, purpose: str, side: Side, tick: Decimal | None) -> Decimal:
    fixed = entry.stop_loss if purpose == "stop" else entry.take_profit
    offset = entry.stop_loss_offset if purpose == "stop" else entry.take_profit_offset
    if fixed is not None:
        return fixed
    base = entry.average_price or entry.limit_price or entry.stop_price
    if base is None or offset is None:
        raise ValueError(f"nobody knows at which price {entry.reference} was traded")
    return level(side, base, offset, purpose=purpose, tick=tick)

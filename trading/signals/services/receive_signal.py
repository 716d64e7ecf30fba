"""Take a message: kept as it came, read, and taken as a signal once, whatever ways it comes by."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from fidus.lib import clock
from fidus.lib.rows_as_models import insert_rows
from trading.brokers.facts import AssetKind
from trading.signals.domain.door_states import DoorState
from trading.signals.domain.reading import read_message
from trading.signals.domain.standard import Heartbeat, Reading, StandardSignal
from trading.signals.domain.strategy_states import TAKES_SIGNALS, StrategyState
from trading.signals.domain.written import BadSignal, fit_to_keep
from trading.signals.models import Door, Leg, RawSignal, Signal
from trading.signals.services.record_refusal import record_refusal
from trading.signals.services.take_once import take_once
from trading.signals.wake import wake_on_commit

log = logging.getLogger(__name__)
_Outcome = RawSignal.Outcome
# Somebody else writes the same id at the same moment: the next look sees theirs.
_LOOKS = 3


@dataclass(frozen=True)
class Receipt:
    """What became of a message; `signal_id` is the first one's where it is a duplicate."""

    message: int
    outcome: str
    signal: int | None
    signal_id: str
    reason: str
    pointer: str


def receive_signal(
    *,
    door: Door,
    body: bytes,
    content_type: str = "",
    address: str = "",
    delivery: str = "",
    fault: BadSignal | None = None,
    said: bytes | None = None,
    came_at: datetime | None = None,
) -> Receipt:
    """What became of the message `body` that came in by `door` (which comes with its strategy, freshly read).

    A message that is no signal is kept with the reason and raises nothing; so is one with a `fault` that the way it
    came by has found. The same `delivery` again gives the first answer. `said` is what is read where the body is more
    than the message (an e-mail); `came_at` when it came, where it has waited for us since.
    """
    received_at = clock.now()
    read: StandardSignal | Heartbeat | BadSignal
    try:
        read = fault or read_message(body if said is None else said, _reading(door))
    except BadSignal as found:
        read = found
    came = {
        "content_type": fit_to_keep(content_type, 120),
        "address": fit_to_keep(address, 120),
        "delivery": fit_to_keep(delivery, 200),
    }
    waits_since = min(came_at or received_at, received_at)
    for look in range(_LOOKS):
        try:
            with transaction.atomic():
                if delivery and (before := _delivered(door, came["delivery"])):
                    return receipt_of(before)
                new = RawSignal(door=door, body=body, received_at=received_at, **came)
                message = _take(door, read, new, waits_since)
            break
        except IntegrityError:
            if look == _LOOKS - 1:
                raise
    receipt = receipt_of(message)
    took = (clock.now() - received_at) / timedelta(milliseconds=1)
    log.info("signal %s of %s by %s: %s in %.1f ms", receipt.signal_id or "-", door.strategy.code, door.kind,
             receipt.outcome, took)  # fmt: skip
    return receipt


def receipt_of(message: RawSignal) -> Receipt:
    return Receipt(
        message=message.pk,
        outcome=message.outcome,
        signal=message.signal_id,
        signal_id=message.signal.signal_id if message.signal else "",
        reason=message.reason,
        pointer=message.pointer,
    )


def _reading(door: Door) -> Reading:
    return Reading(asset=AssetKind(door.strategy.asset), names=door.names, actions=door.actions)


def _delivered(door: Door, delivery: str) -> RawSignal | None:
    return RawSignal.objects.select_related("signal").filter(door=door, delivery=delivery).first()


def _take(
    door: Door, read: StandardSignal | Heartbeat | BadSignal, message: RawSignal, waits_since: datetime
) -> RawSignal:
    signal: list[Signal | Leg] = []
    try:
        match read:
            case BadSignal():
                raise read
            case Heartbeat():
                message.outcome = _Outcome.HEARTBEAT
            case StandardSignal():
                _check(door, read)
                message.signal, signal = take_once(
                    door.strategy, read, now=message.received_at, waits_since=waits_since
                )
                message.outcome = _Outcome.TAKEN if signal else _Outcome.DUPLICATE
    except BadSignal as fault:
        message.outcome, message.reason, message.pointer = _Outcome.REFUSED, fault.words[:500], fault.pointer[:120]
    insert_rows(*signal, message)
    if message.outcome == _Outcome.TAKEN:
        wake_on_commit()
    elif message.outcome == _Outcome.REFUSED:
        record_refusal(message)
    return message


def _check(door: Door, read: StandardSignal) -> None:
    strategy = door.strategy
    if door.state != DoorState.OPEN:
        raise BadSignal("This door was closed.")
    if StrategyState(strategy.state) not in TAKES_SIGNALS:
        raise BadSignal(f"The strategy {strategy.code} is {strategy.state}; it takes no signals.")
    if read.environment is not None and read.environment.value != strategy.environment:
        raise BadSignal(
            f"This is a signal for {read.environment}, and {strategy.code} is a strategy of {strategy.environment}.",
            "/environment",
        )

"""Cancels, changes and looks: what is asked of a broker about one order that it may have."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction

from fidus.lib import clock
from trading.brokers.base import Broker, NotSent, OutcomeUnknown, Refused, Throttled
from trading.brokers.facts import Change, FillState, OrderState
from trading.execution.domain.looks import is_absent
from trading.execution.services.send_orders import Pausing
from trading.execution.services.succeed_order import ENDED, succeed_order
from trading.orders.domain.instruction_states import BEFORE, InstructionState
from trading.orders.domain.switch_states import SwitchState
from trading.orders.domain.taking import word_of
from trading.orders.journal import note
from trading.orders.models import EventKind, Instruction, Purpose
from trading.orders.selectors.switches import switches_now
from trading.orders.services.append_events import NewEvent, append_events
from trading.orders.services.move_instruction import move_instruction
from trading.orders.services.take_words import Taken, take_words

logger = logging.getLogger(__name__)
# A cancel that was taken and has not come about is looked after so soon.
LOOK_AFTER = 1.0


@dataclass(frozen=True, slots=True)
class Asking:
    """One lane's questions. `told` hears what was taken, `soon` that a comparison is wanted, in so many seconds."""

    broker: Broker | None
    fence: Callable[[], None]
    turn: Callable[[], None]
    told: Callable[[Sequence[Taken]], None]
    soon: Callable[[float], None]
    calling: Callable[[], AbstractContextManager[None]]

    def carry_out(self, row: Instruction) -> bool:
        """Whether it stands otherwise now, so that more may be to do."""
        state = InstructionState(row.state)
        if state in BEFORE:
            return self._before(row)
        if self.broker is None or state is InstructionState.SENDING:
            return False
        if state is InstructionState.UNKNOWN:
            return self._look(row, self.broker)
        if row.cancel_asked_at and (row.cancel_sent_at is None or row.cancel_sent_at < row.cancel_asked_at):
            return self._cancel(row, self.broker)
        if row.change_asked:
            return self._change(row, self.broker)
        return False

    # ---- what has not left us

    def _before(self, row: Instruction) -> bool:
        if row.cancel_asked_at is not None:
            with self._writing():
                return move_instruction(
                    row, "drop", kind=EventKind.DROPPED, words="Cancelled before it was sent.", reason="Cancelled."
                )
        change = dict(row.change_asked or {})
        with self._writing():
            fields = {name: Decimal(value) for name, value in change.items()}
            mine = Instruction.objects.filter(pk=row.pk, state=row.state)
            if mine.update(**fields, change_asked=None, change_sent_at=clock.now()):
                self._event(row, EventKind.CHANGE_SENT, "Before it was sent.", change)
        return True

    # ---- looking

    def _look(self, row: Instruction, broker: Broker) -> bool:
        with self.calling():
            told = broker.order(row.reference)
            fills = self._fills_of(row, broker) if told is None or told.filled else []
        if told is not None or fills:
            with self._writing():
                self._event(row, EventKind.LOOKED_UP, "The broker has it.")
                taken = take_words([word_of(row.pk, told, fills)])
            note(f"order {row.reference}", f"looked up: {told.status if told else 'filled'}")
            self.told(taken)
            return True
        return self._missed(row, broker)

    def _missed(self, row: Instruction, broker: Broker) -> bool:
        now, looks = clock.now(), row.look_ups + 1
        seconds = (now - (row.sent_at or now)).total_seconds()
        late = broker.capabilities.comes_late
        least_looks, least_seconds = (settings.TRADE_ABSENT_LOOKS, settings.TRADE_ABSENT_SECONDS) if late else (1, 0)
        with self._writing():
            Instruction.objects.filter(pk=row.pk).update(looked_up_at=now, look_ups=looks)
            if not is_absent(looks=looks, seconds=seconds, least_looks=least_looks, least_seconds=least_seconds):
                self._event(row, EventKind.LOOKED_UP, "The broker does not have it yet.", {"looks": str(looks)})
                return False
            often = "once" if looks == 1 else f"{looks} times"
            words = f"The broker has none of it: asked {often}, until {seconds:.0f} s after it was sent."
            was_ended = row.code == ENDED
            if was_ended and row.cancel_asked_at is None:
                words += " If it is still good, another order takes its place."
            move_instruction(row, "miss", kind=EventKind.ABSENT, words=words, reason=words)
            if was_ended:
                succeed_order(row, words=f"In the place of {row.reference}, which never left us.")
        note(f"order {row.reference}", "absent")
        logger.error("Order %s never came to be: %s", row.reference, words)
        self.told([Taken(row, "miss", Decimal(0))])
        return True

    def _fills_of(self, row: Instruction, broker: Broker) -> list[FillState]:
        since = (row.sent_at or row.placed_at) - broker.capabilities.clocks_differ
        return [
            fill for fill in broker.fills(since)
            if fill.reference == row.reference or (row.broker_order and fill.order_id == row.broker_order)
        ]  # fmt: skip

    # ---- cancelling

    def _cancel(self, row: Instruction, broker: Broker) -> bool:
        self.turn()
        sent_at = clock.now()
        with self._writing():
            Instruction.objects.filter(pk=row.pk).update(cancel_sent_at=sent_at)
            self._event(row, EventKind.CANCEL_SENT)
        began = time.perf_counter()
        try:
            with self.calling():
                told = broker.cancel(row.broker_order)
        except NotSent as error:
            self._not_sent(row, error, cancel_sent_at=row.cancel_sent_at)
        except Refused as error:
            self._cancel_refused(row, broker, error)
        except OutcomeUnknown as error:
            self._in_doubt(row, broker, "cancel", error)
        else:
            self._follow(row, told, began, "cancel sent")
        return True

    # ---- changing

    def _change(self, row: Instruction, broker: Broker) -> bool:
        asked = dict(row.change_asked or {})
        if not self._is_let(row):
            return False
        if not broker.capabilities.replaces:
            return self._by_another(row)
        try:
            change = Change(**{name: Decimal(value) for name, value in asked.items()})
        except (TypeError, ArithmeticError, ValueError) as error:
            return self._change_refused(row, f"The change cannot be read: {error}")
        self.turn()
        with self._writing():
            Instruction.objects.filter(pk=row.pk).update(change_sent_at=clock.now())
            self._event(row, EventKind.CHANGE_SENT, "", asked)
        began = time.perf_counter()
        try:
            with self.calling():
                told = broker.replace(row.broker_order, change)
        except NotSent as error:
            self._not_sent(row, error, change_sent_at=row.change_sent_at)
        except Refused as error:
            self._change_refused(row, str(error), error.code)
        except OutcomeUnknown as error:
            self._in_doubt(row, broker, "change", error)
        else:
            self._changed(row, asked)
            self._follow(row, told, began, "change sent")
        return True

    def _is_let(self, row: Instruction) -> bool:
        """A change is no cancel: halted lets none pass, reducing none of what enlarges."""
        switch = switches_now().state_for(row.account, row.strategy_id)
        return switch is SwitchState.ACTIVE or (switch is SwitchState.REDUCING and row.purpose != Purpose.OPEN)

    def _by_another(self, row: Instruction) -> bool:
        """Cancelled, and once that has come about another takes its place (succeed_order)."""
        if row.cancel_asked_at is not None:
            return False
        now = clock.now()
        with self._writing():
            Instruction.objects.filter(pk=row.pk).update(cancel_asked_at=now, cancel_sent_at=None, change_sent_at=now)
            words = "This broker changes no order in its place: it is cancelled, and another takes its place."
            self._event(row, EventKind.CHANGE_SENT, words, dict(row.change_asked or {}))
        return True

    def _changed(self, row: Instruction, asked: dict[str, Any]) -> None:
        with self._writing():
            fields = {name: Decimal(value) for name, value in asked.items()}
            mine = Instruction.objects.filter(pk=row.pk)
            mine.update(**fields)
            # Somebody may have asked for another change meanwhile.
            mine.filter(change_asked=asked).update(change_asked=None)

    def _change_refused(self, row: Instruction, words: str, code: str = "") -> bool:
        with self._writing():
            Instruction.objects.filter(pk=row.pk).update(change_asked=None)
            self._event(row, EventKind.CHANGE_REFUSED, words, {"code": code} if code else {})
        self.soon(0.0)
        return True

    # ---- what may come of it

    def _follow(self, row: Instruction, told: OrderState, began: float, words: str) -> None:
        took = (time.perf_counter() - began) * 1000
        with self._writing():
            taken = take_words([word_of(row.pk, told, took=took)])
        note(f"order {row.reference}", f"{words}: {told.status}", took=took, broker=took)
        self.told(taken)
        if not told.status.is_over:
            self.soon(LOOK_AFTER)

    def _not_sent(self, row: Instruction, error: NotSent, **back: datetime | None) -> None:
        with self._writing():
            Instruction.objects.filter(pk=row.pk).update(**back)
            self._event(row, EventKind.GIVEN_BACK, str(error)[:400])
        seconds = error.seconds if isinstance(error, Throttled) else None
        raise Pausing(seconds or 1.0, str(error), is_limit=isinstance(error, Throttled)) from error

    def _cancel_refused(self, row: Instruction, broker: Broker, error: Refused) -> None:
        with self._writing():
            self._event(row, EventKind.CANCEL_REFUSED, str(error)[:400], {"code": error.code} if error.code else {})
            # Where it was to make room for another, the order stays as it is.
            changing = Instruction.objects.filter(pk=row.pk, change_asked__isnull=False)
            if not broker.capabilities.replaces and changing.update(change_asked=None):
                self._event(row, EventKind.CHANGE_REFUSED, "The broker does not cancel it; nothing takes its place.")
        self.soon(0.0)

    def _in_doubt(self, row: Instruction, broker: Broker, what: str, error: OutcomeUnknown) -> None:
        """Asking for the same again harms nothing here; but first it is seen how the order stands."""
        with self._writing():
            self._event(row, EventKind.LOOKED_UP, f"No answer to the {what}: {error}"[:400])
        with self.calling():
            told = broker.order(row.reference)
        if told is None:
            self.soon(LOOK_AFTER)
            return
        with self._writing():
            taken = take_words([word_of(row.pk, told)])
            if not told.status.is_over and what == "cancel":
                Instruction.objects.filter(pk=row.pk).update(cancel_sent_at=None)
            elif what == "change" and _is_as_asked(told, dict(row.change_asked or {})):
                self._changed(row, dict(row.change_asked or {}))
        self.told(taken)
        if not told.status.is_over:
            raise Pausing(LOOK_AFTER, f"no answer to the {what} of {row.reference}", is_limit=True)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with transaction.atomic():
            self.fence()
            yield

    def _event(self, row: Instruction, kind: EventKind, words: str = "", data: dict[str, Any] | None = None) -> None:
        plain = {name: str(value) for name, value in (data or {}).items()}
        append_events([NewEvent(row.pk, clock.now(), kind, words, plain)])


def _is_as_asked(told: OrderState, asked: dict[str, Any]) -> bool:
    return all(getattr(told, name) == Decimal(value) for name, value in asked.items())

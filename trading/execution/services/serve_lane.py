"""One account's sender: cancels first, then what nobody knows the outcome of, changes, new orders, fills.

It is served by one thread at a time and keeps nothing that matters: whoever takes the lane over begins with the rows.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

from django.db import InterfaceError, InternalError, OperationalError, connections, transaction

from fidus.lib import clock
from fidus.lib.refusal import Refusal
from trading.brokers.base import Broker, BrokerError
from trading.execution.domain.moments import Moment
from trading.execution.services.adopt_lane import adopt_lane, cancels_again
from trading.execution.services.ask_broker import Asking
from trading.execution.services.claim_orders import claim_if_nothing_is_urgent, claim_orders
from trading.execution.services.collect_fills import collect_fills
from trading.execution.services.compare_orders import compare_orders
from trading.execution.services.find_work import urgent_orders
from trading.execution.services.hold_lanes import LaneFence
from trading.execution.services.keep_protection import families_of, keep_protection
from trading.execution.services.lane_agenda import Agenda
from trading.execution.services.lane_patience import Patience
from trading.execution.services.record_sent import Sent, record_sent
from trading.execution.services.send_orders import Pausing, send_orders
from trading.execution.services.succeed_order import succeed_order
from trading.execution.services.warm_brokers import WarmBroker
from trading.orders.domain.instruction_states import InstructionState
from trading.orders.models import Instruction
from trading.orders.services.take_words import Taken

logger = logging.getLogger(__name__)
# As many are claimed at a time as the broker takes within this; a switch is asked before each claim.
CLAIM_SECONDS, CLAIM_MOST = 0.05, 25
# A cancel that a broker took, and after so long the order still works, or works again, is asked for once more.
CANCELLED_WITHIN = timedelta(seconds=10)


class LaneAtWork:
    """`serve` does all there is to do and tells after how many seconds it wants to be called again, if at all."""

    def __init__(
        self,
        account: int,
        holder: UUID,
        *,
        tell: Callable[[Sequence[Taken]], None] = lambda taken: None,
        stops: Callable[[], bool] = lambda: False,
        seconds: float = 10.0,
    ) -> None:
        self.account, self.holder = account, holder
        self.calling_since: float | None = None
        self._fence = LaneFence(account, holder)
        self._warm = WarmBroker(account, seconds=seconds)
        self._patience = Patience(account, holder)
        self._tell, self._stops = tell, stops
        self._adopted = self._settled = False
        self._undone = True  # the last service ended before all was looked at
        self._call = 1.0  # seconds that a broker's call takes, of late
        self._agenda = Agenda()
        self._families: frozenset[int] = frozenset()

    def serve(self, *, compare: bool = False, look: bool = True) -> float | None:
        """Raises LaneLost once the lane is another's; whatever else goes wrong makes it wait.

        Without `look` nobody has said that there is something to send: what it waited for itself is due.
        """
        if compare:
            self._agenda.compare_in(0.0)
        look, self._undone = look or self._undone, True
        try:
            if not self._adopted:
                self._adopt()
            if (left := self._patience.left) > 0:
                return left
            self._settled = not look
            while not self._stops() and self._round():
                pass
        except Pausing as pausing:
            return self._patience.pause(pausing)
        except Refusal as error:
            return self._patience.pause(Pausing(self._patience.next_pause(), str(error)))
        except BrokerError as error:
            self._warm.doubt()
            seconds = getattr(error, "seconds", None) or self._patience.next_pause()
            return self._patience.pause(Pausing(seconds, str(error)))
        self._undone = False
        self._patience.well()
        return self._agenda.left()

    def close(self) -> None:
        self._warm.close()

    # ---- one round

    def _round(self) -> bool:
        """Whether there may be more to do."""
        broker = self._warm.ready()
        most = self._most() if broker is not None else 0
        if broker is None or most < 1:
            if self._urgent() or self._protect() or self._send():
                return True
        elif not self._settled and self._send_unless_urgent(broker, most):
            return True
        if self._protect() or self._compare():
            self._settled = False  # what came to light may ask for more
            return True
        return self._collect()

    def _send_unless_urgent(self, broker: Broker, most: int) -> bool:
        """Mostly there are new orders and nothing else, and one question finds that out.

        Once fewer were claimed than could have been, it need not be asked again: whoever adds something wakes the lane.
        """
        before = Moment.now()
        claimed, is_urgent = claim_if_nothing_is_urgent(self.account, self.holder, most)
        if is_urgent:
            return self._urgent() or self._protect() or self._send()
        self._settled = len(claimed) < most
        if claimed and not self._hand_over(claimed, broker, before):
            self._settled = False
        return bool(claimed)

    def _protect(self) -> bool:
        if not self._families:
            return False
        broker, entries = self._open(), self._families
        self._families = self._families - entries
        if broker.capabilities.brackets:
            return False
        keep_protection(self.account, entries, broker, fence=self._fence)
        return True

    def _urgent(self) -> bool:
        found = urgent_orders(self.account)
        if not found:
            return False
        asking = self._asking(self._warm_or_none(found))
        done = False
        # Cancels go before everything else.
        for row in sorted(found, key=lambda row: (row.cancel_asked_at is None, row.pk)):
            done = asking.carry_out(row) or done
        return done

    def _send(self) -> bool:
        if not self._is_anything_ready():
            return False
        broker, most = self._open(), self._most()
        if most < 1:
            wait = self._warm.throttle.wait(time.monotonic())
            raise Pausing(wait, "the account's limit of orders", is_limit=True)
        before = Moment.now()
        claimed = claim_orders(self.account, self.holder, most)
        if claimed:
            self._hand_over(claimed, broker, before)
        return bool(claimed)

    def _most(self) -> int:
        """How many may be claimed at a time."""
        by_time = max(1, int(CLAIM_SECONDS / max(self._call, 0.001)))
        return min(CLAIM_MOST, by_time, self._warm.throttle.room(time.monotonic()))

    def _hand_over(self, claimed: Sequence[Instruction], broker: Broker, since: Moment) -> bool:
        """Whether the broker answered for each; they were claimed after `since`."""
        # Until it is written what came of them, they are like those of a sender that died.
        self._adopted = False
        with self._calling():
            began = time.monotonic()
            sent, pausing, doubt = send_orders(claimed, broker, since=since, turn=self._take_turn, stops=self._stops)
            self._call += ((time.monotonic() - began) / len(claimed) - self._call) * 0.4
        if doubt:
            self._warm.doubt()
        taken = self._record(sent)
        self._adopted = True
        self._told(taken)
        if pausing is not None:
            raise pausing
        return not any(one.action for one in sent)

    def _record(self, sent: Sequence[Sent]) -> list[Taken]:
        """Tried again while the database is away, or has ended our session: nobody else knows what the broker said."""
        for pause in (0.2, 1.0, 3.0):
            try:
                return record_sent(sent, fence=self._fence)
            except (OperationalError, InterfaceError, InternalError):
                logger.exception("What came of %d orders is not written", len(sent))
                connections.close_all()
                time.sleep(pause)
        return record_sent(sent, fence=self._fence)

    @contextmanager
    def _calling(self) -> Iterator[None]:
        self.calling_since = time.monotonic()
        try:
            yield
        finally:
            self.calling_since = None

    def _is_anything_ready(self) -> bool:
        ready = Instruction.objects.filter(account=self.account, state=InstructionState.READY, cancel_asked_at=None)
        return ready.exists()

    def _collect(self) -> bool:
        if not (lacking := self._agenda.begin_collecting()):
            return False
        broker = self._open()
        with self._calling():
            taken = collect_fills(lacking, broker, fence=self._fence)
        self._told(taken)
        return bool(self._families)

    def _compare(self) -> bool:
        if not self._agenda.begin_comparing():
            return False
        broker = self._open()
        with self._calling():
            taken = compare_orders(self.account, broker, fence=self._fence)
        self._told(taken)
        with transaction.atomic():
            self._fence()
            cancels_again(self.account, sent_by=clock.now() - CANCELLED_WITHIN)
        return True

    # ---- what it needs

    def _adopt(self) -> None:
        found = adopt_lane(self.account, fence=self._fence)
        self._adopted = True
        self._families |= found.families
        self._succeed(found.followed)
        if found.any_out:
            self._agenda.compare_in(0.0)

    def _asking(self, broker: Broker | None) -> Asking:
        return Asking(
            broker,
            self._fence,
            turn=self._take_turn,
            told=self._told,
            soon=self._agenda.compare_in,
            calling=self._calling,
        )

    def _warm_or_none(self, rows: Sequence[Instruction]) -> Broker | None:
        """Nothing is asked of a broker about what it has never heard of."""
        if all(row.sent_at is None for row in rows):
            return None
        return self._open()

    def _open(self) -> Broker:
        return self._warm.open()

    def _take_turn(self) -> None:
        wait = self._warm.throttle.wait(time.monotonic())
        if wait > 0:
            raise Pausing(wait, "the account's limit of calls", is_limit=True)
        self._warm.throttle.take(time.monotonic())

    def _told(self, taken: Sequence[Taken]) -> None:
        changed = [one for one in taken if one.changed]
        if changed:
            rows = [one.instruction for one in changed]
            self._families |= families_of(rows)
            self._succeed([row for row in rows if row.state == InstructionState.CANCELLED and row.change_asked])
            self._tell(changed)
        self._agenda.note(taken)

    def _succeed(self, rows: Sequence[Instruction]) -> None:
        for row in rows:
            if row.entry_id is not None:
                continue  # what protects is put anew by what is left to protect
            with transaction.atomic():
                self._fence()
                succeed_order(row, words=f"In the place of {row.reference}, as it was asked to be.")

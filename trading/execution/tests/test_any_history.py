"""Any history of an account's orders: people, a moody broker, senders that die; and what holds after each step."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Count, F, Sum
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from fidus.lib import clock
from trading.brokers.base import Access, BrokerError
from trading.brokers.facts import Change, OrderKind, OrderState, OrderStatus
from trading.decision.tests.scenes import shares
from trading.execution.errors import LaneLost
from trading.execution.models import Lane
from trading.execution.services.claim_orders import claim_orders
from trading.execution.services.expire_orders import expire_orders
from trading.execution.services.send_orders import request_of
from trading.execution.tests.scenes import a_lane, a_trader, an_account, market_of, scripted_brokers, some_orders
from trading.execution.tests.scripted import CAN
from trading.execution.tests.wayward import Wayward, WaywardBroker
from trading.orders.domain.instruction_states import BEFORE, ENDS, ENDS_HERE, OUT, TABLE
from trading.orders.domain.instruction_states import InstructionState as State
from trading.orders.domain.taking import word_of
from trading.orders.errors import OrdersError, TradingStopped
from trading.orders.models import EventKind, Fill, Instruction, OrderEvent, Purpose, Switch
from trading.orders.services.ask_cancel import ask_cancel
from trading.orders.services.ask_change import ask_change
from trading.orders.services.release_order import release_order
from trading.orders.services.take_words import take_word

ANSWERS = [
    "accept",
    "accept",
    "accept",
    "fill",
    "fill 40",
    "reject",
    "timeout",
    "lost",
    "unsent",
    "burst",
    "throttle 5",
]
CANCELS = ["cancel", "cancel", "refuse", "timeout", "fill", "work"]
STEPS_OF = {
    EventKind.RELEASED: ["release"], EventKind.DROPPED: ["drop"], EventKind.CLAIMED: ["claim"],
    EventKind.GIVEN_BACK: ["give back"], EventKind.LOST: ["lose"], EventKind.ABSENT: ["miss"],
    EventKind.ACCEPTED: ["accept"], EventKind.REJECTED: ["reject"], EventKind.CANCELLED: ["cancel"],
    EventKind.EXPIRED: ["expire"], EventKind.REPLACED: ["replace"], EventKind.REOPENED: ["work again"],
    EventKind.FILLED: ["fill", "fill in part", "fill late", "fill in part late"],
}  # fmt: skip
# More was filled of what stays as it is; a cancel or a change that was surely not sent leaves the order alone.
MAY_STAY = (EventKind.FILLED, EventKind.GIVEN_BACK)
picks = st.integers(0, 10**6)
# None: nobody sends just then.
answers = st.one_of(st.lists(st.sampled_from(ANSWERS), min_size=1, max_size=3), st.none())


class Orders(RuleBasedStateMachine):
    """The account's orders as rows, and the broker's, who has a memory of his own; nothing else is remembered here."""

    steps: Counter[str] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.trader, self.second = a_trader(), a_trader()
        shares(server="Invented", seen=clock.now())
        self.filled: dict[int, Decimal] = defaultdict(Decimal)
        self.old_words: list[tuple[int, OrderState]] = []
        self.ghosts = []

    @initialize(replaces=st.booleans(), late=st.booleans())
    def begin(self, replaces: bool, late: bool) -> None:
        self.account = an_account(Wayward(can=replace(CAN, replaces=replaces, comes_late=late)))
        self.market = market_of(self.account)
        self.lane = a_lane(self.account)
        for state in (State.READY, State.READY, State.HELD):
            given = {"kind": OrderKind.LIMIT, "limit_price": Decimal(100), "state": state}
            some_orders(self.account, 1, by=self.trader, **given)
        self.serve()

    def teardown(self) -> None:
        try:
            if sys.exc_info()[0] is None and hasattr(self, "account"):
                self.everything_settles()
                self.steps.update(OrderEvent.objects.values_list("kind", flat=True))
        finally:
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    # ---- what is there

    def rows(self, *states: str) -> list[Instruction]:
        rows = Instruction.objects.filter(account=self.account).order_by("pk")
        return list(rows.filter(state__in=states) if states else rows)

    def one(self, pick: int, *states: str) -> Instruction | None:
        rows = self.rows(*states)
        return rows[pick % len(rows)] if rows else None

    def one_at_broker(self, pick: int, *, over: bool) -> OrderState | None:
        orders = [order for order in self.market.orders.values() if order.status.is_over is over]
        return orders[pick % len(orders)] if orders else None

    def serve(self, *, compare: bool = False) -> None:
        self.lane._patience._until = 0.0  # the time has come
        self.lane.serve(compare=compare)

    def time_goes_by(self, seconds: int) -> None:
        then = clock.now() - timedelta(seconds=seconds)
        Instruction.objects.filter(account=self.account, state=State.UNKNOWN).update(sent_at=then, looked_up_at=then)
        cancelled = Instruction.objects.filter(account=self.account, cancel_sent_at__gte=F("cancel_asked_at"))
        cancelled.update(cancel_sent_at=then, cancel_asked_at=then)

    # ---- people

    @rule(
        many=st.integers(1, 3), limit=st.booleans(), state=st.sampled_from([State.READY, State.READY, State.HELD]),
        reduces=st.booleans(), protected=st.sampled_from(["", "", "stop_loss", "both"]), sent=answers,
    )  # fmt: skip
    def place(
        self, many: int, limit: bool, state: State, reduces: bool, protected: str, sent: list[str] | None
    ) -> None:
        given = {"kind": OrderKind.LIMIT, "limit_price": Decimal(100)} if limit else {}
        if reduces:
            given["purpose"] = Purpose.REDUCE
        elif protected:
            given["stop_loss"] = Decimal(90)
            given |= {"take_profit": Decimal(110)} if protected == "both" else {}
        some_orders(self.account, many, by=self.trader, state=state, **given)
        if sent is not None:
            self.send(sent)

    @rule(pick=picks)
    def release(self, pick: int) -> None:
        if order := self.one(pick, State.HELD):
            with suppress(TradingStopped):
                release_order(instruction=order, by=self.second)

    @rule(pick=picks, mood=st.sampled_from(CANCELS))
    def ask_to_cancel(self, pick: int, mood: str) -> None:
        self.market.cancels = mood
        if order := self.one(pick):
            try:
                ask_cancel(instruction=order, by=self.trader)
            except OrdersError:
                assert order.state in ENDS

    @rule(pick=picks, volume=st.sampled_from([None, 30, 60, 99]), price=st.sampled_from([None, 99]))
    def ask_to_change(self, pick: int, volume: int | None, price: int | None) -> None:
        if order := self.one(pick, State.ACCEPTED, State.PARTIAL):
            change = Change(
                volume=None if volume is None else Decimal(volume),
                limit_price=Decimal(price) if price and order.kind == OrderKind.LIMIT else None,
            )
            with suppress(OrdersError):
                ask_change(instruction=order, change=change, by=self.trader, confirmed=True)

    @rule(state=st.sampled_from(["active", "active", "reducing", "halted"]))
    def set_the_switch(self, state: str) -> None:
        given = {"state": state, "reason": "tried", "set_at": clock.now()}
        Switch.objects.update_or_create(scope="account", account=self.account, defaults=given)

    # ---- the lane

    @rule(words=answers)
    def send(self, words: list[str] | None) -> None:
        self.market.script.clear()
        self.market.script.extend(words or [])
        switch = Switch.objects.filter(account=self.account).first()
        before = set(self.market.references())
        self.serve()
        new = set(self.market.references()) - before
        if switch and switch.state != "active":
            sent = Instruction.objects.filter(reference__in=new)
            assert not new if switch.state == "halted" else not sent.filter(purpose=Purpose.OPEN).exists()

    @rule()
    def compare(self) -> None:
        self.serve(compare=True)

    @rule(seconds=st.sampled_from([1, 10, 120]))
    def look(self, seconds: int) -> None:
        self.time_goes_by(seconds)
        self.serve()

    @rule(pick=picks)
    def expire(self, pick: int) -> None:
        if order := self.one(pick, *BEFORE):
            then = clock.now() - timedelta(seconds=1)
            Instruction.objects.filter(pk=order.pk).update(send_until=then)
            self.serve()
            expire_orders()
            assert Instruction.objects.get(pk=order.pk).state == State.DROPPED

    @rule(sent=st.integers(0, 3), answers=st.lists(st.sampled_from(["accept", "fill", "reject", "lost"]), max_size=3))
    def the_sender_dies(self, sent: int, answers: list[str]) -> None:
        """After the claim, and after so many of them were handed over; what was answered nobody wrote down."""
        self.market.script.clear()
        self.market.script.extend(answers)
        broker = WaywardBroker(Access(login=self.account.login))
        for order in claim_orders(self.account.pk, self.lane.holder, 10)[:sent]:
            with suppress(BrokerError):
                broker.submit(request_of(order, broker))
        self.market.script.clear()
        Lane.objects.filter(pk=self.account.pk).update(leased_until=clock.now() - timedelta(seconds=1))
        self.ghosts.append(self.lane)
        self.lane = a_lane(self.account)

    @precondition(lambda self: self.ghosts)
    @rule(pick=picks)
    def a_dead_one_comes_back(self, pick: int) -> None:
        ghost = self.ghosts[pick % len(self.ghosts)]
        before = self.market.references()
        ghost._patience._until = 0.0
        with suppress(LaneLost):
            ghost.serve(compare=True)
        assert self.market.references() == before
        assert claim_orders(self.account.pk, ghost.holder, 10) == []

    # ---- the broker

    @precondition(lambda self: self.one_at_broker(0, over=False))
    @rule(pick=picks, some=st.sampled_from([None, 10, 25]), told=st.booleans())
    def the_broker_fills(self, pick: int, some: int | None, told: bool) -> None:
        if order := self.one_at_broker(pick, over=False):
            self.keep_word(order)
            left = order.volume - order.filled
            trade = self.market.fill(order.id, min(left, Decimal(some or left)))
            if not told:
                self.market.untold.add(trade.id)

    @precondition(lambda self: self.one_at_broker(0, over=True))
    @rule(pick=picks, some=st.sampled_from([None, 10, 25]))
    def the_broker_fills_after_the_end(self, pick: int, some: int | None) -> None:
        order = self.one_at_broker(pick, over=True)
        if order and order.filled < order.volume:
            left = order.volume - order.filled
            self.market.fill(order.id, min(left, Decimal(some or left)))

    @precondition(lambda self: self.one_at_broker(0, over=False))
    @rule(pick=picks, status=st.sampled_from([OrderStatus.CANCELLED, OrderStatus.EXPIRED, OrderStatus.REJECTED]))
    def the_broker_ends_it(self, pick: int, status: OrderStatus) -> None:
        if order := self.one_at_broker(pick, over=False):
            self.keep_word(order)
            self.market.end(order.id, status)

    @precondition(lambda self: self.one_at_broker(0, over=True))
    @rule(pick=picks)
    def it_works_again(self, pick: int) -> None:
        order = self.one_at_broker(pick, over=True)
        if order and order.filled < order.volume:
            self.market.end(order.id, OrderStatus.PARTIAL if order.filled else OrderStatus.WORKING)

    @rule(pick=picks)
    def the_broker_shows_it_late(self, pick: int) -> None:
        order = self.one(pick, State.SENDING, State.UNKNOWN)
        if order and self.market.can.comes_late:
            self.market.hidden.add(order.reference)

    @rule()
    def the_broker_tells_everything(self) -> None:
        self.market.untold.clear()
        self.market.hidden.clear()

    def keep_word(self, order: OrderState) -> None:
        row = Instruction.objects.get(reference=order.reference)
        self.old_words.append((row.pk, order))

    @precondition(lambda self: self.old_words)
    @rule(pick=picks)
    def an_old_word_comes(self, pick: int) -> None:
        """What the broker said before it said more; again, and with all trades of it."""
        pk, order = self.old_words[pick % len(self.old_words)]
        take_word(word_of(pk, order, [trade for trade in self.market.told() if trade.order_id == order.id]))

    # ---- what holds after each step

    @invariant()
    def nothing_is_there_twice(self) -> None:
        sent = Counter(self.market.references())
        assert not sent or max(sent.values()) == 1
        tried = Counter(which for _, what, which in self.market.asked if what == "submit")
        given_back = Counter(
            OrderEvent.objects.filter(instruction__account=self.account, kind=EventKind.GIVEN_BACK)
            .values_list("instruction__reference", flat=True)
        )  # fmt: skip
        assert all(many <= 1 + given_back[which] for which, many in tried.items())

    @invariant()
    def what_is_filled_is_what_the_fills_are(self) -> None:
        sums = dict(
            Fill.objects.filter(account=self.account).values_list("instruction").annotate(Sum("volume"))
        )  # fmt: skip
        for row in self.rows():
            assert row.filled == sums.get(row.pk, 0)
            assert max(row.filled, row.told_filled) >= self.filled[row.pk]
            self.filled[row.pk] = max(row.filled, row.told_filled)
            assert (row.done_at is not None) == (row.state in ENDS)

    @invariant()
    def each_step_is_one_of_the_table(self) -> None:
        states: dict[int, set[str]] = {}
        events = OrderEvent.objects.filter(instruction__account=self.account).order_by("id")
        for pk, kind in events.values_list("instruction", "kind"):
            if kind == EventKind.PLACED:
                states[pk] = set(BEFORE)
            elif kind in STEPS_OF:
                after = {
                    TABLE[old, action] for old in states[pk] for action in STEPS_OF[kind] if (old, action) in TABLE
                }
                states[pk] = after | (states[pk] if kind in MAY_STAY else set())
        for row in self.rows():
            assert row.state in states[row.pk], (row, row.state, states[row.pk])

    # ---- in the end

    @rule()
    def everything_settles(self) -> None:
        self.market.script.clear()
        self.market.untold.clear()
        self.market.hidden.clear()
        self.market.cancels = "cancel"
        Switch.objects.filter(account=self.account).update(state="active")
        for _ in range(8):
            self.time_goes_by(120)
            self.serve(compare=True)
        told: dict[str, Decimal] = defaultdict(Decimal)
        trades: Counter[str] = Counter()
        for trade in self.market.trades:
            told[trade.reference] += trade.volume
            trades[trade.reference] += 1
        kept = dict(Fill.objects.filter(account=self.account).values_list("instruction").annotate(Count("pk")))
        for row in self.rows():
            self.is_as_at_broker(row, self.market.by_reference(row.reference))
            assert (row.filled, kept.get(row.pk, 0)) == (told[row.reference], trades[row.reference])
        known = {row.reference for row in self.rows()}
        assert set(self.market.references()) <= known

    def is_as_at_broker(self, row: Instruction, there: OrderState | None) -> None:
        if row.state == State.HELD:
            return
        assert row.state not in (State.READY, State.SENDING, State.UNKNOWN), f"{row} is lost as {row.state}"
        if row.state in ENDS_HERE:
            assert there is None
        elif row.state in OUT:
            assert there is not None
            assert not there.status.is_over
            assert row.cancel_asked_at is None or self.was_refused(row), f"{row} is to be cancelled, and works"
            assert row.change_asked is None
            assert row.volume == there.volume
        elif there is None:
            assert row.state in (State.REJECTED, State.ABSENT)
        else:
            assert there.status.is_over
            assert (row.state == State.FILLED) == (there.filled >= there.volume)

    def was_refused(self, row: Instruction) -> bool:
        return OrderEvent.objects.filter(
            instruction=row, kind=EventKind.CANCEL_REFUSED, at__gte=row.cancel_asked_at
        ).exists()


def test_any_history_ends_as_the_broker_has_it(db):
    quick = settings(
        # The same walks each time; without `derandomize` new ones.
        max_examples=8, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck),
        derandomize=True,
    )  # fmt: skip
    with scripted_brokers("trading.execution.tests.wayward.ADAPTER"):
        run_state_machine_as_test(Orders, settings=quick)
    # Else it has gone nowhere.
    assert Orders.steps["claimed"]

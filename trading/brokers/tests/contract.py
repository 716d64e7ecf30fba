"""What every adapter must do, whichever broker is behind it: one class of tests, and the scene a broker sets for it.

A broker's own tests subclass `Contract`, give it a `scene` fixture whose other side is the real client library against
a scripted server (or the real thing), and add what is peculiar to that broker. What a broker cannot do it says in its
capabilities; those tests are then about its refusal.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from itertools import count
from typing import Protocol

import pytest

from trading.brokers.base import Broker, BrokerError, LoginRefused, NotSent, OutcomeUnknown, Refused, WrongAccount
from trading.brokers.facts import Change, OrderKind, OrderRequest, OrderStatus, Side, TimeInForce
from trading.brokers.visit import Visit, visit

EVER = datetime(2000, 1, 1, tzinfo=UTC)


class Scene(Protocol):
    """The other side of an adapter, and what a test can make happen there."""

    login: str
    currency: str
    symbol: str
    unknown_symbol: str
    step: Decimal  # of volume
    secret: str  # a word that must show nowhere
    # Also `time_in_force`, how long this broker's orders work at most, where that is not until cancelled.

    def broker(self) -> Broker:
        """An adapter made anew; the other side keeps what it knows."""
        ...

    def price(self, bid: str, ask: str) -> None:
        """The market of `symbol` moves; the scripted server fills nothing by itself but market orders."""
        ...

    def fill(self, order_id: str, volume: Decimal, price: str) -> None:
        """A trade of a working order, or a late one of an order that is over."""
        ...

    def deposit(self, amount: str) -> None: ...

    def count_of(self, reference: str) -> int:
        """How many orders with this reference ever reached the other side."""
        ...

    def lose_next_answer(self) -> None:
        """The next order is taken, and its answer never comes."""
        ...

    def go_away(self) -> None:
        """Nobody listens any more."""
        ...

    def come_back(self) -> None: ...

    def answer_for_another_account(self) -> None: ...

    def refuse_login(self) -> None: ...


_numbers = count(1)


def wanted(scene: Scene, **changed: object) -> OrderRequest:
    """A market order for one step, with a reference of its own."""
    plain = {
        "reference": f"F{next(_numbers):07}", "symbol": scene.symbol, "side": Side.BUY, "kind": OrderKind.MARKET,
        "volume": scene.step, "time_in_force": getattr(scene, "time_in_force", TimeInForce.GTC),
    }  # fmt: skip
    return OrderRequest(**{**plain, **changed})


def limited(scene: Scene, *, steps: int = 1, price: str = "90", **changed: object) -> OrderRequest:
    return wanted(scene, kind=OrderKind.LIMIT, limit_price=Decimal(price), volume=scene.step * steps, **changed)


def _no_of(ask: Callable[[], object]) -> NotSent:
    """Why it is not answered; a line that goes down and comes again just now is waited for."""
    for _ in range(20):
        with pytest.raises(NotSent) as refused:
            ask()
        if isinstance(refused.value, WrongAccount):
            break
        time.sleep(0.1)
    return refused.value


class Contract:
    """Tests of every broker; `scene` is the fixture that a subclass gives."""

    @pytest.fixture(autouse=True)
    def _market(self, scene: Scene) -> None:
        scene.price("99", "101")

    # ---- looking

    def test_the_account_is_the_one_that_was_asked_for(self, scene):
        account = scene.broker().account()
        assert (account.login, account.currency) == (scene.login, scene.currency)
        assert account.equity == account.balance + account.credit + account.open_profit

    def test_another_account_that_answers_is_not_believed(self, scene):
        broker = scene.broker()
        scene.answer_for_another_account()
        for ask in (broker.account, broker.positions, broker.orders):
            assert isinstance(_no_of(ask), WrongAccount)
        request = wanted(scene)
        with pytest.raises(BrokerError):
            broker.submit(request)
        assert scene.count_of(request.reference) == 0

    def test_a_login_that_is_not_good_is_told_apart_from_a_line_that_is_down(self, scene):
        scene.refuse_login()
        with pytest.raises(LoginRefused):
            scene.broker().account()

    def test_when_nobody_answers_nothing_was_sent(self, scene):
        broker, request = scene.broker(), wanted(scene)
        scene.go_away()
        for ask in (broker.account, broker.positions, broker.orders, lambda: broker.submit(request)):
            with pytest.raises(NotSent):
                ask()
        scene.come_back()
        assert scene.count_of(request.reference) == 0
        assert scene.broker().account().login == scene.login

    def test_a_deposit_is_seen_once_with_the_same_number_each_time(self, scene):
        if not scene.broker().capabilities.tells_cash:
            with pytest.raises(Refused):
                scene.broker().cash_operations(EVER)
            return
        before = {operation.id for operation in scene.broker().cash_operations(EVER)}
        scene.deposit("250.00")
        first, second = (
            [operation for operation in scene.broker().cash_operations(EVER) if operation.id not in before]
            for _ in range(2)
        )
        assert first == second
        assert [(operation.kind, operation.amount) for operation in first] == [("balance", Decimal("250.00"))]

    def test_what_can_be_traded_has_its_steps(self, scene):
        (instrument,) = scene.broker().instruments([scene.symbol, scene.unknown_symbol])
        assert (instrument.symbol, instrument.volume_step) == (scene.symbol, scene.step)
        assert instrument.tick_size > 0

    def test_prices_are_those_of_the_market(self, scene):
        (quote,) = scene.broker().quotes([scene.symbol])
        assert (quote.bid, quote.ask) == (Decimal(99), Decimal(101))

    def test_one_visit_tells_what_the_single_questions_tell(self, scene):
        broker = scene.broker()
        broker.submit(wanted(scene))
        broker.submit(limited(scene))
        tells_cash = broker.capabilities.tells_cash
        if tells_cash:
            scene.deposit("10.00")
        seen = visit(broker, EVER)
        assert isinstance(seen, Visit)
        assert (list(seen.positions), list(seen.orders)) == (list(broker.positions()), list(broker.orders()))
        assert list(seen.fills) == list(broker.fills(EVER))
        assert seen.cash == (broker.cash_operations(EVER) if tells_cash else None)
        assert seen.account == broker.account()

    # ---- sending

    def test_a_market_order_is_filled_and_found_by_our_reference(self, scene):
        broker, request = scene.broker(), wanted(scene)
        sent = broker.submit(request)
        assert sent.reference == request.reference
        assert scene.count_of(request.reference) == 1
        found = broker.order(request.reference)
        assert found is not None
        assert (found.status, found.filled, found.id) == (OrderStatus.FILLED, request.volume, sent.id)
        (fill,) = [fill for fill in broker.fills(EVER) if fill.order_id == sent.id]
        assert (fill.side, fill.volume, fill.price, fill.reference) == (
            Side.BUY, request.volume, Decimal(101), request.reference,
        )  # fmt: skip
        (position,) = [position for position in broker.positions() if position.symbol == scene.symbol]
        assert (position.side, position.volume) == (Side.BUY, request.volume)

    def test_a_limit_order_works_until_it_is_cancelled(self, scene):
        broker, request = scene.broker(), limited(scene)
        sent = broker.submit(request)
        assert not sent.status.is_over
        (working,) = [order for order in broker.orders() if order.id == sent.id]
        assert (working.kind, working.limit_price, working.volume) == (OrderKind.LIMIT, Decimal(90), request.volume)
        assert broker.cancel(sent.id).status in {OrderStatus.CANCELLED, OrderStatus.WORKING}
        assert sent.id not in {order.id for order in broker.orders()}
        if broker.capabilities.finds_done_orders:
            assert broker.order(request.reference).status is OrderStatus.CANCELLED

    def test_parts_are_counted_and_each_fill_has_its_own_number(self, scene):
        broker, request = scene.broker(), limited(scene, steps=5)
        sent = broker.submit(request)
        scene.fill(sent.id, scene.step * 2, "90")
        found = broker.order(request.reference)
        assert (found.status, found.filled) == (OrderStatus.PARTIAL, scene.step * 2)
        scene.fill(sent.id, scene.step * 3, "90")
        assert broker.order(request.reference).status is OrderStatus.FILLED
        fills = [fill for fill in broker.fills(EVER) if fill.order_id == sent.id]
        assert [fill.volume for fill in fills] == [scene.step * 2, scene.step * 3]
        assert len({fill.id for fill in fills}) == 2

    def test_a_fill_after_the_cancel_is_told(self, scene):
        broker, request = scene.broker(), limited(scene, steps=2)
        sent = broker.submit(request)
        broker.cancel(sent.id)
        scene.fill(sent.id, scene.step, "90")
        assert [fill.volume for fill in broker.fills(EVER) if fill.order_id == sent.id] == [scene.step]
        found = scene.broker().order(request.reference)
        assert found is None or found.filled == scene.step

    def test_a_working_order_is_changed_in_its_place_or_the_broker_says_it_cannot(self, scene):
        broker, request = scene.broker(), limited(scene)
        sent = broker.submit(request)
        change = Change(limit_price=Decimal(91))
        if not broker.capabilities.replaces:
            with pytest.raises(Refused):
                broker.replace(sent.id, change)
            return
        broker.replace(sent.id, change)
        assert broker.order(request.reference).limit_price == Decimal(91)
        assert len([order for order in broker.orders() if order.reference == request.reference]) == 1

    def test_what_the_broker_refuses_is_told_with_its_words_and_leaves_nothing(self, scene):
        broker, request = scene.broker(), wanted(scene, symbol=scene.unknown_symbol)
        with pytest.raises(Refused) as refused:
            broker.submit(request)
        assert str(refused.value)
        assert not [order for order in broker.orders() if order.reference == request.reference]

    def test_an_unknown_order_cannot_be_cancelled(self, scene):
        with pytest.raises(Refused):
            scene.broker().cancel("999999999")

    def test_of_a_reference_that_was_never_sent_the_broker_surely_has_none(self, scene):
        assert scene.broker().order("F9999999") is None

    # ---- when the answer is lost

    def test_a_lost_answer_is_no_no_and_the_order_is_found_by_its_reference(self, scene):
        broker, request = scene.broker(), limited(scene)
        scene.lose_next_answer()
        with pytest.raises(OutcomeUnknown):
            broker.submit(request)
        found = scene.broker().order(request.reference)
        assert found is not None
        assert (found.volume, found.status.is_over) == (request.volume, False)
        assert scene.count_of(request.reference) == 1

    def test_whoever_comes_anew_sees_the_same(self, scene):
        broker, market, limit = scene.broker(), wanted(scene), limited(scene)
        for request in (market, limit):
            broker.submit(request)
        before = [(f.id, f.reference, f.volume, f.price) for f in broker.fills(EVER)], {o.id for o in broker.orders()}
        broker.close()
        anew = scene.broker()
        assert (
            [(f.id, f.reference, f.volume, f.price) for f in anew.fills(EVER)],
            {o.id for o in anew.orders()},
        ) == before

    # ---- saying nothing it should not

    def test_secrets_show_nowhere(self, scene, caplog):
        with caplog.at_level(logging.DEBUG):
            broker = scene.broker()
            broker.account()
            scene.go_away()
            with pytest.raises(BrokerError) as failed:
                broker.account()
        assert scene.secret not in f"{caplog.text} {failed.value} {failed.value!r} {broker!r}"

    def test_references_as_it_says_come_back_whole(self, scene):
        broker = scene.broker()
        can = broker.capabilities
        reference = f"F{next(_numbers):07}".ljust(can.reference_length, "Z")[: can.reference_length]
        if can.reference_alphabet:
            assert re.fullmatch(f"{can.reference_alphabet}+", reference)
        broker.submit(limited(scene, reference=reference))
        assert broker.order(reference).reference == reference

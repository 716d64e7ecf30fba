"""Exits that come while a broker has called an order filled, and has not told its fills yet."""

from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.trail.api import events_about
from fidus.lib import clock
from trading.brokers.facts import FillState, OrderStatus, Side
from trading.decision.models import Decision
from trading.decision.services.decide_signals import decide_signals
from trading.decision.tests.scenes import NOW, a_signal, allocated, an_account, filled, shares, stand, strategy_of
from trading.models import Position
from trading.orders.domain.taking import Word
from trading.orders.models import Instruction, Purpose
from trading.orders.services.take_words import take_word
from trading.orders.tests.scenes import an_order


@pytest.fixture(autouse=True)
def now(db):
    with clock.at(NOW):
        yield


def scene(margin_mode: str):
    shares()
    strategy, account = strategy_of(), an_account(margin_mode=margin_mode)
    allocated(strategy, account, size_kind="units", size_value=Decimal(10))
    return strategy, account


def order(account, strategy, **given) -> Instruction:
    plain = {"symbol": "INVENTED", "our_symbol": "INVENTED", "volume": Decimal(10)}
    return an_order(account, strategy=strategy, **{"state": "accepted", **plain, **given})


def called(one: Instruction, volume: int, status: OrderStatus = OrderStatus.FILLED) -> Instruction:
    """The broker speaks of it as filled, and its fills are still to come."""
    take_word(Word(instruction_id=one.pk, status=status, order_id=f"b{one.pk}", filled=Decimal(volume)))
    return one


def trades(one: Instruction, volume: int, position: str = "") -> None:
    fill = FillState(
        id=f"f{one.pk}", order_id=f"b{one.pk}", symbol=one.symbol, side=Side(one.side), volume=Decimal(volume),
        price=Decimal(100), at=clock.now(), position_id=position,
    )  # fmt: skip
    take_word(Word(instruction_id=one.pk, fills=[fill]))


def seen(account, volume: int, number: str = "1") -> None:
    stand(account, "100000", seen=clock.now())
    Position.objects.update_or_create(
        account=account, external_id=number,
        defaults={"symbol": "INVENTED", "side": "buy", "volume": volume, "open_price": 100},
    )  # fmt: skip


def decided(strategy, kind="exit", side="", **given) -> tuple[Decision, list[tuple[str, str, Decimal]]]:
    signal = a_signal(strategy, kind=kind, legs=[{"symbol": "INVENTED", "side": side}], **given)
    decide_signals([signal.pk])
    orders = signal.instructions.order_by("pk").values_list("purpose", "side", "volume")
    return Decision.objects.get(signal=signal), list(orders)


def input_of(decision: Decision, rule: str) -> dict[str, str]:
    found = next(one for one in decision.verdicts if one["rule"] == rule)
    return {label: value for label, value, *_ in found["input"]}


def after_exit(one: Instruction) -> list[str]:
    return [event.data["volume"] for event in events_about(subject=one.subject) if event.kind == "EntryFilledAfterExit"]


class TestWhereABrokerNets:
    def test_an_exit_closes_what_is_told_as_filled(self):
        strategy, account = scene("netting")
        entry = called(order(account, strategy), 10)
        assert decided(strategy)[1] == [("reduce", "sell", 10)]
        trades(entry, 10)
        assert after_exit(entry) == []

    def test_a_status_is_enough(self):
        strategy, account = scene("netting")
        entry = called(order(account, strategy), 0)
        assert (entry.told_filled, decided(strategy)[1]) == (0, [("reduce", "sell", 10)])

    def test_a_part_is_closed_and_the_rest_cancelled_and_only_what_fills_then_is_told(self):
        strategy, account = scene("netting")
        entry = called(order(account, strategy), 4, OrderStatus.PARTIAL)
        decision, orders = decided(strategy)
        assert (orders, input_of(decision, "holding")) == ([("reduce", "sell", 4)], {"INVENTED held": "4"})
        trades(entry, 4)
        assert after_exit(entry) == []
        called(entry, 6, OrderStatus.CANCELLED)
        assert after_exit(entry) == ["2.00000000"]

    def test_what_is_told_counts_once_when_its_fills_have_come_and_when_it_was_seen(self):
        strategy, account = scene("netting")
        first, second = order(account, strategy), order(account, strategy)
        filled(first, 10)
        called(second, 6, OrderStatus.PARTIAL)
        trades(second, 4)
        with clock.at(NOW + timedelta(seconds=30)):
            seen(account, 16)
            assert decided(strategy)[1] == [("reduce", "sell", 16)]

    def test_an_exit_of_what_was_seen_before_its_fills_were_told(self):
        strategy, account = scene("netting")
        called(order(account, strategy), 10)
        with clock.at(NOW + timedelta(seconds=30)):
            seen(account, 10)
            assert decided(strategy)[1] == [("reduce", "sell", 10)]

    def test_what_the_broker_has_closed_by_itself_is_not_sold_again(self):
        strategy, account = scene("netting")
        called(order(account, strategy), 10)
        with clock.at(NOW + timedelta(seconds=30)):
            stand(account, "100000", seen=clock.now())
            decision, orders = decided(strategy)
        assert (decision.rule, orders) == ("holding", [])

    @pytest.mark.parametrize("purpose", [Purpose.REDUCE, Purpose.STOP])
    def test_what_is_told_as_closed_is_not_closed_again(self, purpose):
        strategy, account = scene("netting")
        entry = order(account, strategy)
        filled(entry, 10)
        mine = {"entry": entry} if purpose == Purpose.STOP else {}
        called(order(account, strategy, side="sell", purpose=purpose, **mine), 10)
        assert decided(strategy)[0].rule == "holding"

    def test_limits_count_once_what_is_told_and_a_flip_turns_it(self):
        """10 are told as filled, and of 10 more 5, whose rest works: 20 of the 100 that are 10 % of all."""
        strategy, account = scene("netting")
        with clock.at(NOW + timedelta(seconds=1)):
            called(order(account, strategy), 10)
            called(order(account, strategy), 5, OrderStatus.PARTIAL)
            more = decided(strategy, "scale in", "buy", size_kind="units", size_value=Decimal(200))[1]
            assert more == [("open", "buy", 80)]
            Instruction.objects.filter(signal__isnull=False).update(state="dropped", done_at=NOW)
            assert decided(strategy, "flip", "sell")[1] == [("reduce", "sell", 15), ("open", "sell", 10)]

    def test_a_broker_that_nets_does_so_whatever_is_written_of_the_account(self):
        shares(platform="alpaca")
        strategy, account = strategy_of(), an_account(margin_mode="hedge", platform="alpaca")
        allocated(strategy, account, size_kind="units", size_value=Decimal(10))
        called(order(account, strategy), 10)
        assert decided(strategy)[1] == [("reduce", "sell", 10)]


class TestWhereEachPositionHasANumber:
    def test_what_is_named_is_closed_and_what_is_not_is_said_and_told(self):
        strategy, account = scene("hedge")
        first, second = order(account, strategy), order(account, strategy)
        filled(first, 10, position="11")
        called(second, 6, OrderStatus.PARTIAL)
        decision, orders = decided(strategy)
        assert orders == [("reduce", "sell", 10)]
        assert decision.words == (
            "Ordered: sell 10 INVENTED. 6 INVENTED stays open: the broker has filled it, and has not told its position "
            "yet. 1 working entry is cancelled."
        )
        assert (after_exit(first), after_exit(second)) == ([], ["6.00000000"])
        trades(second, 6, "12")
        assert after_exit(second) == ["6.00000000"]

    def test_with_nothing_else_it_is_declined_and_told_and_the_next_exit_closes_it(self):
        strategy, account = scene("hedge")
        entry = called(order(account, strategy), 10)
        decision, orders = decided(strategy)
        assert (decision.outcome, decision.rule, orders) == ("declined", "holding", [])
        assert "10 INVENTED stays open" in decision.told
        assert after_exit(entry) == ["10.00000000"]
        trades(entry, 10, "12")
        with clock.at(NOW + timedelta(seconds=1)):
            assert decided(strategy)[1] == [("reduce", "sell", 10)]

    def test_what_is_told_as_closed_is_not_closed_again(self):
        strategy, account = scene("hedge")
        for number in ("11", "12"):
            filled(order(account, strategy), 10, position=number)
        called(order(account, strategy, side="sell", purpose=Purpose.REDUCE, closes="11"), 10)
        decided(strategy)
        assert list(Instruction.objects.filter(signal__isnull=False).values_list("closes", "volume")) == [("12", 10)]

    def test_more_may_be_opened_of_what_is_told_alone(self):
        strategy, account = scene("hedge")
        called(order(account, strategy), 10)
        assert decided(strategy, "scale in", "buy")[1] == [("open", "buy", 10)]

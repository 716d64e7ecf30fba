"""What closes waits for the numbers of positions that its broker has filled and not told yet, and not for long."""

import threading
from datetime import timedelta
from decimal import Decimal

import pytest

from fidus.lib import clock
from trading.decision.tests.scenes import NOW, a_signal, allocated, an_account, filled, shares, strategy_of
from trading.execution.services.decide_received import Decider
from trading.orders.models import Instruction
from trading.orders.tests.scenes import an_order
from trading.signals.models import Signal, Strategy

_EXIT = {"kind": "exit", "legs": [{"symbol": "INVENTED", "side": ""}]}


@pytest.fixture(autouse=True)
def now(db):
    with clock.at(NOW):
        yield


def called_filled(strategy, account, symbol: str = "INVENTED") -> Instruction:
    entry = an_order(
        account, state="filled", strategy=strategy, symbol=symbol, our_symbol=symbol, volume=Decimal(10)
    )  # fmt: skip
    Instruction.objects.filter(pk=entry.pk).update(told_filled=10, filled=0, done_at=NOW)
    return entry


def scene() -> tuple[Strategy, Instruction]:
    shares()
    strategy, account = strategy_of(), an_account(margin_mode="hedge")
    allocated(strategy, account, size_kind="units", size_value=Decimal(10))
    return strategy, called_filled(strategy, account)


def decide() -> list[int]:
    Decider(threading.Event(), threading.Event()).decide()
    return list(Signal.objects.filter(state="decided").order_by("pk").values_list("pk", flat=True))


def test_an_exit_waits_for_the_fills_and_closes_them_then():
    strategy, entry = scene()
    signal = a_signal(strategy, **_EXIT)
    assert decide() == []
    filled(entry, 10, position="11")
    assert decide() == [signal.pk]
    assert signal.instructions.get().closes == "11"


def test_what_comes_after_it_waits_with_it_and_others_do_not():
    strategy, _ = scene()
    before, exits, after = a_signal(strategy), a_signal(strategy, **_EXIT), a_signal(strategy)
    other = a_signal(strategy_of(), **_EXIT)
    assert decide() == [before.pk, other.pk]
    with clock.at(NOW + timedelta(seconds=6)):
        assert decide() == [before.pk, exits.pk, after.pk, other.pk]


def test_it_does_not_wait_until_it_is_too_late():
    strategy, _ = scene()
    signal = a_signal(strategy, valid_until=NOW + timedelta(seconds=2), **_EXIT)
    assert decide() == [signal.pk]


def test_it_waits_neither_for_overdue_fills_nor_for_other_instruments_nor_where_a_broker_nets():
    strategy, entry = scene()
    called_filled(strategy, entry.account, "OTHER")
    Instruction.objects.filter(pk=entry.pk).update(done_at=NOW - timedelta(minutes=1))
    first = a_signal(strategy, **_EXIT)
    assert decide() == [first.pk]
    Instruction.objects.filter(pk=entry.pk).update(done_at=NOW)
    type(entry.account).objects.filter(pk=entry.account_id).update(margin_mode="netting")
    second = a_signal(strategy, **_EXIT)
    assert decide() == [first.pk, second.pk]

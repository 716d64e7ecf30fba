"""Many signals at the same moment on one account, exactly within the limits; and what happens without the lock."""

import threading
from decimal import Decimal

import pytest
from django.db import connections, transaction

import trading.decision.services.decide_signals as module
from fidus.lib import clock
from trading.decision.models import Decision
from trading.decision.services.decide_signals import decide_signals
from trading.decision.tests.scenes import a_signal, allocated, an_account, shares, strategy_of
from trading.orders.models import Instruction
from trading.signals.models import Signal
from trading.watch.models import Standing

_MANY = 50


def _scene(broker: str = "Invented Paper", accounts: int = 1) -> list[int]:
    """Fifty signals of 3 shares each, where ten percent of 20,000 at 100 are 20 shares."""
    shares(seen=clock.now())
    strategy = strategy_of()
    for _ in range(accounts):
        allocated(strategy, an_account("20000", seen=clock.now()), size_kind="units", size_value=Decimal(3))
    return [a_signal(strategy).pk for _ in range(_MANY)]


def _decide_at_once(pks: list[int], *, each=decide_signals) -> None:
    faults: list[BaseException] = []

    def run(mine: list[int]) -> None:
        try:
            for pk in mine:
                each([pk])
        except BaseException as fault:  # noqa: BLE001 - told by the test
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(pks[place::25],)) for place in range(25)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert faults == []


@pytest.mark.usefixtures("committed_db")
def test_fifty_at_once_are_exactly_within_the_limit():
    _decide_at_once(_scene())
    ordered = [order.volume for order in Instruction.objects.order_by("pk")]
    assert sorted(ordered) == [2, 3, 3, 3, 3, 3, 3]
    assert sum(ordered) == 20
    assert Decision.objects.count() == _MANY
    assert Decision.objects.filter(outcome="declined", rule="position").count() == _MANY - 7


@pytest.mark.usefixtures("committed_db")
def test_accounts_of_one_broker_share_what_it_may_hold():
    _decide_at_once(_scene(accounts=3))
    # 10 % on each account would be 60 shares; 40 % of 60,000 are 240: the narrower one holds.
    assert sum(order.volume for order in Instruction.objects.all()) == 60


@pytest.mark.usefixtures("committed_db")
def test_without_the_lock_the_limit_is_passed(monkeypatch):
    """The control: what the lock is for."""
    pks = _scene()
    both = threading.Barrier(2, timeout=20)
    real = module._write

    def wait_for_the_other(made, took):
        both.wait()
        return real(made, took)

    monkeypatch.setattr(module, "locking", lambda accounts: ("select 1", ()))
    monkeypatch.setattr(module, "_write", wait_for_the_other)
    for pair in range(0, 16, 2):
        threads = [threading.Thread(target=_alone, args=(pk,)) for pk in pks[pair : pair + 2]]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
    assert sum(order.volume for order in Instruction.objects.all()) > 20


def _alone(pk: int) -> None:
    try:
        decide_signals([pk])
    finally:
        connections.close_all()


@pytest.mark.usefixtures("committed_db")
def test_the_same_signals_decided_by_many_are_decided_once():
    pks = _scene()[:8]
    _decide_at_once(pks * 6)
    assert Decision.objects.count() == 8


@pytest.mark.usefixtures("committed_db")
def test_whoever_watches_the_account_waits_for_no_decision():
    pks = _scene()
    account = Standing.objects.get()
    with transaction.atomic():
        decide_signals(pks[:1])
        seen = []

        def watch() -> None:
            try:
                with transaction.atomic():
                    connections["default"].cursor().execute("set local lock_timeout = '2s'")
                    seen.append(Standing.objects.select_for_update().get(pk=account.pk).account_id)
                    seen.append(Standing.objects.filter(pk=account.pk).update(equity=1))
            finally:
                connections.close_all()

        thread = threading.Thread(target=watch)
        thread.start()
        thread.join(10)
        assert len(seen) == 2


@pytest.mark.usefixtures("committed_db")
def test_a_crash_between_leaves_nothing(monkeypatch):
    pks = _scene()[:2]

    def crash(rows, **given):
        raise RuntimeError("gone")

    with monkeypatch.context() as patched:
        patched.setattr(module, "place_orders", crash)
        with pytest.raises(RuntimeError):
            decide_signals(pks)
    assert not Decision.objects.exists()
    assert set(Signal.objects.values_list("state", flat=True)) == {"received"}
    assert len(decide_signals(pks)) == 2

"""`manage.py trade` itself, killed where it hurts most; and a Valkey that is emptied and killed under it.

Signals go in, orders are counted at a broker behind a socket: none is lost, none is there twice.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator

import psutil
import pytest
import redis

from benchmarks.trading_firm import Firm, body, orders_at, socket_broker
from tests.gateway.servers import valkey
from tests.killed.process import Process, processes
from tests.waiting import wait_until
from trading.decision.models import Decision
from trading.execution.domain.watchdog import PATIENCE
from trading.models import BrokerAccount
from trading.orders.domain.instruction_states import InstructionState as State
from trading.orders.models import Instruction
from trading.signals.models import Door, Signal
from trading.signals.selectors import door_of
from trading.signals.services.receive_signal import receive_signal

SIGNALS, RESUMES_WITHIN = 30, 15.0
# Nobody can tell at once who stands still from who waits for a slow database (trading/execution/domain/watchdog.py).
RESUMES_FROZEN_WITHIN = PATIENCE + RESUMES_WITHIN
STRATEGIES = 4  # of one account each


@pytest.fixture(scope="module")
def broker() -> Iterator[int]:
    with socket_broker() as port:
        yield port


@pytest.fixture
def firm(broker, committed_db) -> Firm:
    return Firm(broker, strategies=STRATEGIES)


def send(name: str, firm: Firm, *, to: int = 0, meanwhile: Callable[[], object] = lambda: None) -> None:
    """A burst for one of the firm's strategies."""
    firm.keep_fresh()
    for number in range(SIGNALS):
        if number == SIGNALS // 2:
            meanwhile()
        door = door_of(Door.Kind.WEBHOOK, firm.secrets[to])
        assert receive_signal(door=door, body=body(name, number).encode()).outcome == "taken"


def all_filled(many: int) -> bool:
    return (
        Instruction.objects.filter(state=State.FILLED).count() == many
        and not Instruction.objects.filter(done_at=None).exists()
    )


def each_signal_is_one_order(port: int, many: int) -> None:
    assert Signal.objects.count() == Decision.objects.filter(outcome="ordered").count() == many
    filled = Instruction.objects.filter(state=State.FILLED)
    assert filled.values("signal").distinct().count() == filled.count() == many
    placed = orders_at(port, _logins())
    assert [len(times) for times in placed.values()] == [1] * many
    assert set(placed) == set(filled.values_list("reference", flat=True))
    # What left no trace at the broker never left us, and another stands in its place.
    others = Instruction.objects.exclude(state=State.FILLED)
    assert {row.state for row in others} <= {State.ABSENT}
    assert all(row.replaced_by for row in others)


def _logins() -> set[str]:
    """Of this test: the broker has those of others, too, whose orders are named alike."""
    return set(BrokerAccount.objects.values_list("login", flat=True))


def test_killed_at_each_point_of_its_way_nothing_is_lost_or_twice_and_work_goes_on(firm, broker, tmp_path):
    with processes() as begun:
        begun.append(Process(tmp_path, "deciding"))
        send("deciding", firm)
        begun[-1].stands_still()
        assert not Instruction.objects.exists()
        begun[-1].kill()
        # One process that stands at three points at once; which of its accounts come to which is chance.
        begun.append(Process(tmp_path, "claimed", "answered", "recording"))
        for to in range(1, STRATEGIES):
            send(f"sending-{to}", firm, to=to)
        begun[-1].stands_still()
        # Other accounts go on meanwhile, so what is read first must be who is stuck.
        sending = Instruction.objects.filter(state=State.SENDING)
        stuck, there = set(sending.values_list("reference", flat=True)), orders_at(broker, _logins()).keys()
        assert stuck - there
        assert stuck & there
        begun.append(Process(tmp_path))
        begun[-1].trades()
        killed_at = begun[-2].kill()
        ours = Instruction.objects.filter(reference__in=stuck)
        wait_until(lambda: not ours.filter(done_at=None).exists())
        resumed = time.monotonic() - killed_at
        wait_until(lambda: all_filled(STRATEGIES * SIGNALS))
    each_signal_is_one_order(broker, STRATEGIES * SIGNALS)
    assert resumed < RESUMES_WITHIN


def test_who_is_frozen_while_deciding_and_while_recording_is_done_without(firm, broker, tmp_path):
    with processes() as begun:
        for to, point in enumerate(("deciding", "recording")):
            begun.append(Process(tmp_path, point))
            send(point, firm, to=to)
            begun[-1].stands_still()
            begun[-1].freeze()
        begun.append(Process(tmp_path))
        begun[-1].trades()
        wait_until(lambda: all_filled(2 * SIGNALS))
        # They never went on: they are there as they were, and did none of it.
        assert [one.is_frozen() for one in begun] == [True, True, False]
    each_signal_is_one_order(broker, 2 * SIGNALS)


def test_who_stood_still_between_claim_and_broker_sends_nothing_any_more(firm, broker, tmp_path):
    with processes() as begun:
        begun.append(Process(tmp_path, "claiming"))
        send("claimed", firm)
        begun[-1].stands_still()
        assert Instruction.objects.filter(state=State.SENDING).exists()
        begun[-1].freeze()
        begun.append(Process(tmp_path))
        begun[-1].trades()
        wait_until(lambda: all_filled(SIGNALS))
        # The broker had none of what was claimed, so others took their place.
        assert Instruction.objects.filter(state=State.ABSENT).exists()
        begun[0].goes_on("claiming")
        begun[1].kill()
        # Now it is the only one: it went on from where it stood, and does all that comes.
        send("after", firm)
        wait_until(lambda: all_filled(2 * SIGNALS))
    each_signal_is_one_order(broker, 2 * SIGNALS)


def test_who_decides_is_killed_alone_and_begun_again_by_who_sends(firm, broker, tmp_path):
    with processes() as begun:
        begun.append(Process(tmp_path))
        begun[-1].trades()
        first = begun[-1].deciding()
        send("before", firm, meanwhile=first.kill)
        send("after", firm, to=1)
        wait_until(lambda: all_filled(2 * SIGNALS))
        assert begun[-1].popen.poll() is None
        assert begun[-1].deciding() != first
    each_signal_is_one_order(broker, 2 * SIGNALS)


def test_who_decides_is_frozen_alone_in_the_middle_killed_and_begun_again_by_who_sends(firm, broker, tmp_path):
    with processes() as begun:
        begun.append(Process(tmp_path, "deciding"))
        begun[-1].trades()
        first = begun[-1].deciding()
        send("frozen", firm)
        # It has locked these signals and their accounts; what it wrote is not committed.
        begun[-1].stands_still()
        first.suspend()
        frozen_at = time.monotonic()
        send("meanwhile", firm, to=1)
        wait_until(lambda: all_filled(2 * SIGNALS), seconds=180)
        resumed = time.monotonic() - frozen_at
        assert begun[-1].popen.poll() is None
        assert begun[-1].deciding() != first
        assert not first.is_running() or first.status() == psutil.STATUS_ZOMBIE
    each_signal_is_one_order(broker, 2 * SIGNALS)
    assert resumed < RESUMES_FROZEN_WITHIN


def test_who_decides_ends_with_who_sends_however_that_ended(firm, tmp_path):
    with processes() as begun:
        begun.append(Process(tmp_path))
        begun[-1].trades()
        deciding = begun[-1].deciding()
        begun[-1].popen.kill()
        begun[-1].popen.wait()
        wait_until(lambda: not deciding.is_running() or deciding.status() == psutil.STATUS_ZOMBIE)
        send("nobody", firm)
        time.sleep(1.5)
    assert Signal.objects.filter(state="received").count() == SIGNALS
    assert not Decision.objects.exists()


def test_a_valkey_that_is_emptied_and_killed_in_a_burst_loses_nothing(firm, broker, tmp_path):
    with valkey(tmp_path / "valkey") as server, processes() as begun:
        begun.append(Process(tmp_path, redis=server.url))
        begun[-1].trades()
        client = redis.Redis(unix_socket_path=str(server.socket))
        # The news and the signs of life of the process are there, as they are wherever it runs.
        wait_until(lambda: client.dbsize() > 0)
        process = client.info("server")["process_id"]
        send("emptied", firm, meanwhile=client.flushall)
        send("killed", firm, meanwhile=lambda: os.kill(process, signal.SIGKILL))
        wait_until(lambda: all_filled(2 * SIGNALS))
        assert begun[-1].popen.poll() is None
        assert not server.answers()
    each_signal_is_one_order(broker, 2 * SIGNALS)

"""Terminals that hang, bridges that die, tokens that are wrong, and whoever else may answer."""

import os
import signal
import subprocess
import threading
import time

import pytest

from tests.waiting import wait_until
from trading.brokers.base import LoginRefused, NotSent, OutcomeUnknown, Refused
from trading.brokers.facts import OrderStatus
from trading.brokers.mt5 import connect
from trading.brokers.mt5.tests.scene import PASSWORD, TOKEN, BridgeProcess, Mt5Scene, access_to
from trading.brokers.tests.contract import wanted


@pytest.fixture(autouse=True)
def _market(scene):
    scene.price("99", "101")


@pytest.fixture
def impatient(tmp_path):
    """A bridge of its own that soon takes a terminal for one that hangs: a slow machine's terminal, too."""
    bridge = BridgeProcess(tmp_path, terminal="hang_seconds = 1.0")
    scene = Mt5Scene(bridge)
    scene.price("99", "101")
    yield scene
    scene.end()
    bridge.stop()


def told_within(seconds, broker):
    """The bridge has `seconds` for each answer. Its word is what is tried, so it is waited for much longer."""
    post = broker._line._post
    broker._line._post = lambda operation, asked, **told: post(operation, {**asked, "seconds": seconds}, **told)
    return broker


def answered(ask):
    try:
        return [ask()]
    except NotSent:
        return []


def test_a_terminal_that_hangs_holds_up_no_other(scene):
    slow, quick, answers = scene.broker(), scene.broker(options={"terminal": "two"}), []
    slow.account()
    quick.account()
    asked = scene.terminal.calls["positions_get"]
    hang = scene.terminal.hangs["positions_get"] = threading.Event()
    waiting = threading.Thread(target=lambda: answers.append(slow.positions()))
    waiting.start()
    wait_until(lambda: scene.terminal.calls["positions_get"] > asked)
    for _ in range(5):
        assert quick.account().login == scene.login
    assert waiting.is_alive()
    hang.set()
    waiting.join()
    assert answers == [[]]


def test_a_terminal_that_hangs_keeps_the_deadline_of_whoever_asks(scene):
    scene.broker().account()
    hang = scene.terminal.hangs["positions_get"] = threading.Event()
    began = time.monotonic()
    with pytest.raises(NotSent):
        scene.broker(seconds=1.0).positions()
    assert time.monotonic() - began < 20  # the bridge itself would wait for 30
    hang.set()


def test_a_terminal_that_hangs_is_ended_and_serves_again_whoever_may_still_hang_in_it(impatient):
    wait_until(lambda: answered(impatient.broker().account))
    hang = impatient.terminal.hangs["positions_get"] = threading.Event()
    with pytest.raises(NotSent):
        impatient.broker().positions()
    del impatient.terminal.hangs["positions_get"]
    wait_until(lambda: answered(impatient.broker().positions) == [[]])
    hang.set()


def test_a_call_whose_turn_does_not_come_is_told_so_and_never_done(scene):
    scene.broker().account()
    asked = scene.terminal.calls["symbols_get"]
    hang = scene.terminal.hangs["symbols_get"] = threading.Event()
    holds = threading.Thread(target=lambda: scene.broker().instruments())
    holds.start()
    wait_until(lambda: scene.terminal.calls["symbols_get"] > asked)
    request = wanted(scene)
    with pytest.raises(NotSent) as late:
        told_within(0.2, scene.broker()).submit(request)
    assert "turn" in str(late.value)
    hang.set()
    holds.join()
    assert scene.broker().order(request.reference) is None
    assert scene.count_of(request.reference) == 0


def test_an_order_is_not_sent_after_its_deadline_though_the_terminal_comes_back(scene):
    request = wanted(scene)
    scene.broker().account()
    hang = scene.terminal.hangs["symbol_info_tick"] = threading.Event()
    with pytest.raises(NotSent):
        told_within(0.5, scene.broker()).submit(request)
    hang.set()
    scene.terminal.hangs.clear()
    assert scene.broker().order(request.reference) is None
    assert scene.count_of(request.reference) == 0


def test_a_terminal_that_hangs_after_the_order_leaves_it_unknown_and_it_is_found(impatient):
    hang = impatient.terminal.hangs_after["order_send"] = threading.Event()
    wait_until(lambda: answered(impatient.broker().account))
    request = unknown_after(impatient, told_within(0.5, impatient.broker()))
    impatient.terminal.hangs_after.clear()
    wait_until(lambda: answered(lambda: impatient.broker().order(request.reference)))
    assert impatient.broker().order(request.reference).status is OrderStatus.FILLED
    assert impatient.count_of(request.reference) == 1
    hang.set()


def unknown_after(scene, broker):
    """An order that was taken and not answered; of those that a slow machine did not send in time, none may be."""
    for _ in range(20):
        request = wanted(scene)
        with pytest.raises((NotSent, OutcomeUnknown)) as told:
            broker.submit(request)
        reached = scene.count_of(request.reference)
        if told.type is OutcomeUnknown and reached:
            return request
        assert told.type is OutcomeUnknown or not reached
    raise AssertionError("each order was too late")


def test_a_bridge_killed_between_sending_and_answer_leaves_an_order_that_is_found(scene):
    broker, request, raised = scene.broker(), wanted(scene), []
    hang = scene.terminal.hangs_after["order_send"] = threading.Event()

    def send():
        with pytest.raises(OutcomeUnknown) as unknown:
            broker.submit(request)
        raised.append(unknown.value)

    sending = threading.Thread(target=send)
    sending.start()
    wait_until(lambda: scene.count_of(request.reference))
    scene.bridge.kill()
    sending.join()
    assert raised
    scene.terminal.hangs_after.clear()
    hang.set()
    scene.bridge.start()
    assert broker.order(request.reference).status is OrderStatus.FILLED
    assert scene.count_of(request.reference) == 1


def test_a_bridge_that_slept_sends_no_order_of_somebody_who_has_gone(scene):
    broker, request = scene.broker(seconds=1.0), wanted(scene)
    scene.broker().account()
    served = scene.bridge.log.count("POST /v1/submit")
    os.kill(scene.bridge.pid, signal.SIGSTOP)
    try:
        began = time.monotonic()
        with pytest.raises(NotSent):
            broker.account()
        with pytest.raises(OutcomeUnknown):
            broker.submit(request)
        assert time.monotonic() - began < 30
    finally:
        os.kill(scene.bridge.pid, signal.SIGCONT)
    wait_until(lambda: scene.bridge.log.count("POST /v1/submit") > served)
    assert scene.broker().order(request.reference) is None
    assert scene.count_of(request.reference) == 0


def test_no_worker_outlives_a_bridge_that_was_killed(scene):
    scene.broker().account()
    listed = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(scene.bridge._popen.pid)], capture_output=True, text=True, check=False
    )
    workers = listed.stdout.split()
    assert workers
    scene.bridge.kill()
    wait_until(lambda: not any(_lives(worker) for worker in workers))


def _lives(pid):
    listed = subprocess.run(["ps", "-o", "stat=", "-p", pid], capture_output=True, text=True, check=False).stdout
    return bool(listed.strip()) and not listed.startswith("Z")


def test_a_wrong_token_needs_a_person(scene):
    request = wanted(scene)
    broker = scene.broker(secrets={"password": PASSWORD, "token": "x" * 40})
    for ask in (broker.account, lambda: broker.submit(request)):
        with pytest.raises(LoginRefused):
            ask()
    assert scene.count_of(request.reference) == 0


def test_tokens_are_rotated_without_a_pause(scene):
    file, newer = scene.bridge.folder / "tokens", "newer-token-0123456789-0123456789-abcdef"
    before = file.read_text()
    try:
        file.write_text(f"{newer}\n{TOKEN}\n")
        for token in (newer, TOKEN):
            assert scene.broker(secrets={"password": PASSWORD, "token": token}).account().login == scene.login
        file.write_text(f"# the old one is gone\n{newer}\n")
        with pytest.raises(LoginRefused):
            scene.broker().account()
    finally:
        file.write_text(before)


def test_neither_the_bridges_log_nor_its_processes_show_a_password(scene):
    broker = scene.broker()
    broker.account()
    scene.refuse_login()
    with pytest.raises(LoginRefused):
        broker.account()
    scene.terminal.refused.clear()
    assert PASSWORD not in scene.bridge.log
    assert TOKEN not in scene.bridge.log
    assert "POST /v1/account" in scene.bridge.log
    listed = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=False).stdout
    assert PASSWORD not in listed


@pytest.mark.parametrize("address", ["http://198.51.100.7:8443", "ftp://127.0.0.1", "", "https//nothing", "127.0.0.1"])
def test_passwords_travel_over_tls_or_not_at_all(scene, address):
    with pytest.raises(Refused):
        connect(access_to(scene.bridge, scene.account, address=address))


@pytest.mark.parametrize("changed", [{"login": "x"}, {"login": ""}, {"server": ""}, {"secrets": {"token": TOKEN}}])
def test_an_account_without_what_it_needs_is_told_so(scene, changed):
    with pytest.raises(LoginRefused):
        connect(access_to(scene.bridge, scene.account, **changed))

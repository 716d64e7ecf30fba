"""One queue a terminal: whose turn it is, what becomes of those who wait, and when the terminal is restarted."""

import sys
import threading
import time
from collections import deque
from dataclasses import replace

import pytest
from fidus_mt5_bridge import desk as module
from fidus_mt5_bridge.configuration import TerminalSettings
from fidus_mt5_bridge.desk import Call, Desk
from fidus_mt5_bridge.failures import Failure, Kind

SERVER, PASSWORD = "Invented-Live", "never-shown"


@pytest.fixture
def desk(terminals, tmp_path):
    restarted = tmp_path / "restarted"
    command = (sys.executable, "-c", f"open({str(restarted)!r}, 'a').write('.')")
    desk = Desk(TerminalSettings("one", str(terminals.path("one")), hang_seconds=30.0, restart_command=command))
    desk.terminal, desk.restarted = terminals.terminals["one"], restarted
    for login in (1, 2, 3):
        terminals.account(login, SERVER, password=PASSWORD, balance=1000.0 * login)
    desk.start()
    yield desk
    for hang in desk.terminal.hangs.values():
        hang.set()
    desk.stop()


def call(login, operation="account", seconds=60.0, background=False, **arguments):
    account = {"login": login, "server": SERVER, "password": PASSWORD}
    return Call(operation, account, arguments, time.monotonic() + seconds, background=background)


def order(login, magic=77, **told):
    plain = {"symbol": "INVENTED", "side": "buy", "kind": "market", "volume": "0.01", "magic": magic}
    return call(login, "submit", **{**plain, **told})


def all_at_once(desk, calls):
    """Ask them while the terminal is held up, in this order; gives the operations in the order they were served."""
    served, hold = [], threading.Event()
    desk.terminal.hangs["symbols_get"] = hold
    threads = [threading.Thread(target=desk.ask, args=(call(1, "symbols"),))]
    threads[0].start()
    while not desk.terminal.calls["symbols_get"]:
        time.sleep(0.005)

    def ask(asked):
        desk.ask(asked)

    serve = desk._serve

    def watch(asked):
        served.append((asked.operation, asked.account["login"]))
        serve(asked)

    desk._serve = watch
    for number, asked in enumerate(calls):
        threads.append(threading.Thread(target=ask, args=(asked,)))
        threads[-1].start()
        while len(desk._waiting) <= number:
            time.sleep(0.002)
    hold.set()
    for thread in threads:
        thread.join()
    return served


def test_accounts_take_turns_without_switching_for_every_call(desk, monkeypatch):
    monkeypatch.setattr(module, "STAY", 600)
    served = all_at_once(desk, [call(1 + number % 3) for number in range(12)])
    assert sorted(login for _, login in served) == [1] * 4 + [2] * 4 + [3] * 4
    assert desk.switches <= 4


def test_orders_go_before_questions_and_questions_before_watching(desk):
    served = all_at_once(desk, [call(1, background=True), call(1, "positions"), order(2), call(1, "orders")])
    assert [operation for operation, _ in served] == ["submit", "positions", "orders", "account"]


def test_nobody_waits_for_ever_behind_those_who_stay(desk, monkeypatch):
    monkeypatch.setattr(module, "STAY", 0.0)
    served = all_at_once(desk, [call(2), *(call(1) for _ in range(5))])
    assert served[0] == ("account", 2)


def test_a_full_queue_says_so(desk, monkeypatch):
    monkeypatch.setattr(module, "MOST_WAITING", 0)
    with pytest.raises(Failure) as failed:
        desk.ask(call(1))
    assert failed.value.kind is Kind.THROTTLED


def test_an_ipc_timeout_restarts_the_terminal_at_once(desk):
    desk.ask(call(1))
    desk.terminal.errors["positions_get"] = deque([(-10005, "IPC timeout")])
    with pytest.raises(Failure) as failed:
        desk.ask(call(1, "positions"))
    assert (failed.value.kind, failed.value.code) == (Kind.NOT_SENT, "-10005")
    assert desk.ask(call(1, "positions")) == {"positions": []}
    assert (desk.restarts, desk.restarted.read_text()) == (1, ".")


def test_other_failures_of_the_line_are_mended_without_a_restart(desk):
    desk.ask(call(1))
    desk.terminal.errors["positions_get"] = deque([(-10002, "IPC recv failed")])
    with pytest.raises(Failure):
        desk.ask(call(1, "positions"))
    assert desk.ask(call(1, "positions")) == {"positions": []}
    assert desk.restarts == 0


def test_a_terminal_that_hangs_is_restarted_and_whoever_waits_is_served(desk):
    desk.ask(call(1))
    desk.terminal.hangs["positions_get"] = threading.Event()
    # Soon taken for one that hangs is this call alone: whoever waits may be served slowly.
    patient, desk.settings = desk.settings, replace(desk.settings, hang_seconds=1.0)
    failures, answers = [], []

    def ask_hanging():
        with pytest.raises(Failure) as failed:
            desk.ask(call(1, "positions"))
        failures.append(failed.value)

    hanging = threading.Thread(target=ask_hanging)
    hanging.start()
    while not (desk.terminal.calls["positions_get"] or failures):
        time.sleep(0.005)
    desk.settings = patient
    waiting = threading.Thread(target=lambda: answers.append(desk.ask(call(2))))
    waiting.start()
    hanging.join()
    waiting.join()
    assert [(failure.kind, failure.words) for failure in failures] == [(Kind.NOT_SENT, "the terminal hangs")]
    assert answers[0]["account"]["login"] == 2
    assert (desk.hangs, desk.restarts, desk.restarted.read_text()) == (1, 1, ".")


def test_a_worker_that_dies_while_sending_leaves_the_outcome_unknown(desk):
    desk.ask(call(1))
    desk.terminal.hangs["order_send"] = threading.Event()

    def kill():
        while not desk.terminal.calls["order_send"]:
            time.sleep(0.005)
        desk._process._popen.kill()

    threading.Thread(target=kill).start()
    with pytest.raises(Failure) as failed:
        desk.ask(order(1))
    assert failed.value.kind is Kind.UNKNOWN
    desk.terminal.hangs.pop("order_send").set()
    assert desk.restarts == 0
    with pytest.raises(Failure) as again:
        desk.ask(order(1))
    assert (again.value.kind, again.value.code) == (Kind.UNKNOWN, "duplicate")


def test_after_a_refusal_the_reference_may_be_used_again(desk):
    desk.terminal.retcodes.append(10024)
    with pytest.raises(Failure):
        desk.ask(order(1))
    assert desk.ask(order(1))["retcode"] == 10009
    assert desk.ask(order(2))["retcode"] == 10009  # another account's references are its own


def test_a_look_for_an_order_that_fails_leaves_its_reference_used(desk):
    desk.terminal.lost_answers = 1
    with pytest.raises(Failure) as lost:
        desk.ask(order(1))
    assert lost.value.kind is Kind.UNKNOWN
    desk.terminal.errors["orders_get"] = deque([(-10002, "IPC recv failed")])
    with pytest.raises(Failure) as failed:
        desk.ask(call(1, "order", magic=77))
    assert failed.value.kind is Kind.NOT_SENT
    with pytest.raises(Failure) as again:
        desk.ask(order(1))
    assert (again.value.kind, again.value.code) == (Kind.UNKNOWN, "duplicate")
    assert desk.terminal.calls["order_send"] == 1


def test_a_position_is_closed_and_protected_by_its_ticket(desk):
    ticket = desk.ask(order(1))["ticket"]
    held = desk.ask(call(1, "protect", position=ticket, sl="90.5"))["positions"]
    assert [(row["ticket"], row["sl"], row["tp"]) for row in held] == [(ticket, "90.50", "0.00")]
    assert desk.ask(call(1, "close", position=ticket, magic=78))["deals"][0]["entry"] == 1
    with pytest.raises(Failure) as failed:
        desk.ask(call(1, "close", position=ticket, magic=79))
    assert (failed.value.kind, failed.value.code) == (Kind.REFUSED, "10036")


def test_health_says_how_it_goes(desk):
    desk.ask(call(2))
    health = desk.health()
    assert (health["login"], health["served"], health["waiting"], health["switches"]) == (2, 1, 0, 1)


def test_a_worker_that_cannot_start_is_no_yes(terminals, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", "/nowhere")
    desk = Desk(TerminalSettings("one", str(terminals.path("one"))))
    desk.start()
    with pytest.raises(Failure) as failed:
        desk.ask(call(1))
    assert failed.value.kind is Kind.NOT_SENT
    desk.stop()

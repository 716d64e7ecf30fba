"""Terminals that hang, bridges that die, tokens that are wrong, and whoever else may answer."""

import json
import os
import signal
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from trading.brokers.base import Access, LoginRefused, NotSent, OutcomeUnknown, Refused, WrongAccount
from trading.brokers.facts import OrderStatus
from trading.brokers.mt5 import connect
from trading.brokers.mt5.tests.scene import PASSWORD, TOKEN, BridgeProcess, Mt5Scene, access_to, eventually
from trading.brokers.tests.contract import limited, wanted


@pytest.fixture(autouse=True)
def _market(scene):
    scene.price("99", "101")


def test_a_terminal_that_hangs_keeps_its_deadline_and_holds_up_no_other(scene):
    slow, quick = scene.broker(seconds=1.0), scene.broker(options={"terminal": "two"})
    quick.account()
    hang = scene.terminal.hangs["positions_get"] = threading.Event()
    began = time.monotonic()

    def wait():
        with pytest.raises(NotSent):
            slow.positions()

    waiting = threading.Thread(target=wait)
    waiting.start()
    for _ in range(5):
        assert quick.account().login == scene.login
    assert time.monotonic() - began < 0.9
    waiting.join()
    assert time.monotonic() - began < 1.3
    # After hang_seconds its process is ended and the terminal serves again, whoever may still hang in the old one.
    del scene.terminal.hangs["positions_get"]
    assert scene.broker().positions() == []
    hang.set()


def test_a_call_whose_turn_does_not_come_is_told_so_and_never_done(scene):
    hang = scene.terminal.hangs["symbols_get"] = threading.Event()
    holds = threading.Thread(target=lambda: scene.broker().instruments())
    holds.start()
    eventually(lambda: scene.terminal.calls["symbols_get"] > 0)
    request = wanted(scene)
    with pytest.raises(NotSent) as late:
        scene.broker(seconds=0.6).submit(request)
    assert "turn" in str(late.value)
    hang.set()
    holds.join()
    assert scene.broker().order(request.reference) is None
    assert scene.count_of(request.reference) == 0


def test_an_order_is_not_sent_after_its_deadline_though_the_terminal_comes_back(scene):
    broker, request = scene.broker(seconds=0.8), wanted(scene)
    broker.account()
    hang = scene.terminal.hangs["symbol_info_tick"] = threading.Event()
    with pytest.raises(NotSent):
        broker.submit(request)
    hang.set()
    scene.terminal.hangs.clear()
    assert scene.broker().order(request.reference) is None
    assert scene.count_of(request.reference) == 0


def test_a_terminal_that_hangs_after_the_order_leaves_it_unknown_and_it_is_found(scene):
    request = wanted(scene)
    hang = scene.terminal.hangs_after["order_send"] = threading.Event()
    with pytest.raises(OutcomeUnknown):
        scene.broker(seconds=1.0).submit(request)
    scene.terminal.hangs_after.clear()
    assert scene.broker().order(request.reference).status is OrderStatus.FILLED
    assert scene.count_of(request.reference) == 1
    hang.set()


def test_a_bridge_killed_between_sending_and_answer_leaves_an_order_that_is_found(scene):
    broker, request, raised = scene.broker(), wanted(scene), []
    hang = scene.terminal.hangs_after["order_send"] = threading.Event()

    def send():
        with pytest.raises(OutcomeUnknown) as unknown:
            broker.submit(request)
        raised.append(unknown.value)

    sending = threading.Thread(target=send)
    sending.start()
    eventually(lambda: scene.count_of(request.reference))
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
    broker.account()
    os.kill(scene.bridge.pid, signal.SIGSTOP)
    try:
        began = time.monotonic()
        with pytest.raises(NotSent):
            broker.account()
        with pytest.raises(OutcomeUnknown):
            broker.submit(request)
        assert time.monotonic() - began < 2.5
    finally:
        os.kill(scene.bridge.pid, signal.SIGCONT)
    assert scene.broker().order(request.reference) is None
    time.sleep(0.2)
    assert scene.count_of(request.reference) == 0


def test_no_worker_outlives_a_bridge_that_was_killed(scene):
    scene.broker().account()
    listed = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(scene.bridge._popen.pid)], capture_output=True, text=True, check=False
    )
    workers = listed.stdout.split()
    assert workers
    scene.bridge.kill()
    eventually(lambda: not any(_lives(worker) for worker in workers))


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


# ---- TLS


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tls")
    command = (
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost"
        " -addext subjectAltName=DNS:localhost -keyout key.pem -out certificate.pem"
    )
    subprocess.run(command.split(), cwd=folder, check=True, capture_output=True)
    return folder


@pytest.fixture
def secure(tmp_path, certificate):
    listen = f'certificate = "{certificate}/certificate.pem"\nkey = "{certificate}/key.pem"'
    bridge = BridgeProcess(tmp_path, listen=listen)
    yield bridge
    bridge.stop()


def test_over_tls_the_certificate_is_checked(secure, certificate, caplog):
    scene = Mt5Scene(secure)
    address, trusted = f"https://localhost:{secure.port}", {"authority": f"{certificate}/certificate.pem"}
    broker = scene.broker(address=address, options=trusted)
    assert broker.account().login == scene.login
    scene.price("99", "101")
    for _ in range(3):  # on one line
        assert broker.submit(wanted(scene)).status is OrderStatus.FILLED
    request = wanted(scene)
    with pytest.raises(NotSent):  # signed by nobody we know
        scene.broker(address=address, options={}).submit(request)
    with pytest.raises(NotSent):  # good, and another's name
        scene.broker(address=f"https://127.0.0.1:{secure.port}", options=trusted).submit(request)
    assert scene.count_of(request.reference) == 0
    scene.end()


# ---- whoever else may answer


class Stranger(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, status=200, headers=(), body=b"{}", pause=0.0) -> None:
        asked = self.asked = []

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                asked.append(self.path)
                self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(status)
                for name, value in headers:
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                try:
                    for start in range(0, len(body), 1 if pause else len(body) or 1):
                        self.wfile.write(body[start : start + (1 if pause else len(body))])
                        self.wfile.flush()
                        time.sleep(pause)
                except OSError:
                    pass

            def log_message(self, *_):
                pass

        super().__init__(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def broker(self, seconds=2.0):
        return connect(Access(
            login="5", server="S", address=f"http://127.0.0.1:{self.server_address[1]}", seconds=seconds,
            secrets={"password": PASSWORD, "token": TOKEN},
        ))  # fmt: skip

    def end(self):
        self.shutdown()
        self.server_close()


def answering(login, data):
    return json.dumps({"login": login, "server": "S", "data": data}).encode()


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b"<html>"), (200, b"[]"), (200, b"{}"), (200, b"[" * 100_000), (200, answering(6, {})),
        (200, answering(5, [])), (200, answering(5, {"account": {"balance": 1.5}})), (200, answering(5, {})),
        (502, b"Bad Gateway"), (504, b"{}"), (500, b'{"kind": "made up"}'), (204, b""),
    ],
)  # fmt: skip
def test_what_is_not_the_bridge_is_neither_a_yes_nor_a_no(status, body):
    stranger = Stranger(status, body=body)
    broker = stranger.broker()
    with pytest.raises(NotSent):
        broker.account()
    if body != answering(5, {}):
        request = _request()
        with pytest.raises(OutcomeUnknown):
            broker.submit(request)
    stranger.end()


def test_a_bridge_that_answers_for_another_account_is_not_believed():
    stranger = Stranger(body=answering(6, {"positions": [], "ticket": 1, "order": None, "deals": []}))
    broker = stranger.broker()
    with pytest.raises(WrongAccount):
        broker.positions()
    with pytest.raises(OutcomeUnknown):
        broker.submit(_request())
    stranger.end()


def _request():
    from decimal import Decimal

    from trading.brokers.facts import OrderKind, OrderRequest, Side

    return OrderRequest(reference="F1", symbol="X", side=Side.BUY, kind=OrderKind.MARKET, volume=Decimal(1))


def test_a_redirect_is_not_followed():
    target = Stranger(body=answering(5, {}))
    stranger = Stranger(307, headers=[("Location", f"http://127.0.0.1:{target.server_address[1]}/v1/account")])
    with pytest.raises(NotSent):
        stranger.broker().account()
    assert (len(stranger.asked), target.asked) == (1, [])
    stranger.end()
    target.end()


def test_an_answer_that_drips_is_cut_off():
    stranger = Stranger(body=b" " * 200, pause=0.05)
    began = time.monotonic()
    with pytest.raises(NotSent):
        stranger.broker(seconds=1.0).account()
    assert time.monotonic() - began < 2.5
    stranger.end()


def test_limits_of_parts_left_over_are_those_of_the_whole(scene):
    sent = scene.broker().submit(limited(scene, steps=3))
    assert sent.open_volume == scene.step * 3

"""The line to the bridge: over TLS or not at all, and whoever else may answer there."""

import json
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from trading.brokers.base import Access, NotSent, OutcomeUnknown, WrongAccount
from trading.brokers.facts import OrderStatus
from trading.brokers.mt5 import connect
from trading.brokers.mt5.tests.scene import PASSWORD, TOKEN, BridgeProcess, Mt5Scene
from trading.brokers.tests.contract import limited, wanted


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

    def broker(self, seconds=30.0):
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
    stranger = Stranger(body=b" " * 2000, pause=0.05)  # for more than 100 seconds
    began = time.monotonic()
    with pytest.raises(NotSent):
        stranger.broker(seconds=1.0).account()
    assert time.monotonic() - began < 30
    stranger.end()


def test_limits_of_parts_left_over_are_those_of_the_whole(scene):
    sent = scene.broker().submit(limited(scene, steps=3))
    assert sent.open_volume == scene.step * 3

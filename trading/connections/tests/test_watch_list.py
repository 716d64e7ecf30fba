"""The real bridge is told whom to watch: after it started, and when anything of the list changed."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from trading.brokers.mt5.tests import scene as mt5
from trading.connections.errors import WatchListNotTaken
from trading.connections.gates import push_tokens
from trading.connections.services.give_watch_list import give_watch_list, renew_watch_lists
from trading.connections.services.pause_connection import pause_connection
from trading.connections.services.replace_gateway_secrets import replace_gateway_secrets
from trading.connections.tests import scenes


@pytest.fixture
def bridge(tmp_path):
    process = mt5.BridgeProcess(tmp_path, push='[push]\nurl = "http://127.0.0.1:9/"\nheartbeat_seconds = 60')
    yield process
    process.stop()


@pytest.fixture
def gateway(committed_db, bridge):
    return scenes.bridge(
        address=f"http://127.0.0.1:{bridge.port}", secrets={"token": mt5.TOKEN}, options={"push": "yes"}
    )


def test_a_bridge_is_told_once_and_again_after_it_started_or_the_list_changed(gateway, bridge):
    first, second = (scenes.connected(gateway, secrets={"password": mt5.PASSWORD}) for _ in range(2))
    assert give_watch_list(gateway=gateway) == 2
    assert give_watch_list(gateway=gateway) is None
    pause_connection(connection=second, reason="Resting", by=None)
    assert give_watch_list(gateway=gateway) == 1
    bridge.kill()
    (words,) = renew_watch_lists()
    assert gateway.name in words
    assert mt5.TOKEN not in words
    bridge.start()
    assert renew_watch_lists() == []
    assert give_watch_list(gateway=gateway) is None
    assert give_watch_list(gateway=gateway, anew=True) == 1
    assert first.account.login


@contextmanager
def slow_bridge(others: threading.Barrier) -> Iterator[str]:
    """Its address. It answers once the others are asked as well, and watches nobody."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self):
            others.wait(5)
            self._say({"started_at": 1.0})

        def do_PUT(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            self._say({"watched": 0})

        def _say(self, told):
            body = json.dumps(told).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *words):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_bridge_that_is_slow_keeps_no_other_waiting(committed_db):
    all_asked = threading.Barrier(3)
    with slow_bridge(all_asked) as first, slow_bridge(all_asked) as second, slow_bridge(all_asked) as third:
        bridges = [
            scenes.bridge(address=address, secrets={"token": mt5.TOKEN}, options={"push": "yes"})
            for address in (first, second, third)
        ]
        assert renew_watch_lists() == []
    for one in bridges:
        one.refresh_from_db()
        assert one.watch_digest


def test_an_account_whose_terminal_is_named_wrongly_is_told_and_keeps_no_other_from_being_watched(gateway):
    scenes.connected(gateway, secrets={"password": mt5.PASSWORD})
    wrong = scenes.connected(gateway, secrets={"password": mt5.PASSWORD}, options={"terminal": "nowhere"})
    with pytest.raises(WatchListNotTaken, match=f"watches 1, but not {wrong.account.login} on .*no terminal 'nowhere'"):
        give_watch_list(gateway=gateway)
    assert give_watch_list(gateway=gateway) is None


def test_a_token_that_is_not_the_bridge_s_is_told(gateway):
    replace_gateway_secrets(gateway=gateway, secrets={"token": "y" * 40, "next_token": mt5.TOKEN}, by=None)
    gateway.refresh_from_db()
    assert push_tokens(gateway) == ["y" * 40, mt5.TOKEN]
    with pytest.raises(WatchListNotTaken, match="does not know our token"):
        give_watch_list(gateway=gateway)
    with pytest.raises(WatchListNotTaken, match="does not push"):
        give_watch_list(gateway=scenes.bridge())

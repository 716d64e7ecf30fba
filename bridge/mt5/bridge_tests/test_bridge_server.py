"""The bridge's HTTP, also towards those who mean no good."""

import http.client
import json
import socket
import threading

import pytest
from fidus_mt5_bridge.configuration import Settings, TerminalSettings
from fidus_mt5_bridge.failures import Failure
from fidus_mt5_bridge.server import Bridge, Server

TOKEN, SERVER, PASSWORD = "t" * 40, "Invented-Live", "never-shown"
ASKED = {"login": 1, "server": SERVER, "password": PASSWORD}


@pytest.fixture(scope="module")
def bridge(shared_terminals, tmp_path_factory):
    terminals, tmp_path = shared_terminals, tmp_path_factory.mktemp("bridge")
    (tmp_path / "tokens").write_text(TOKEN)
    paths = [TerminalSettings(name, str(terminals.path(name)), servers) for name, servers in (
        ("one", (SERVER,)), ("two", (SERVER,)), ("three", ("Invented-Demo",)))]  # fmt: skip
    bridge = Bridge(Settings("test", "127.0.0.1", 0, tmp_path / "tokens", tuple(paths)))
    terminals.account(1, SERVER, password=PASSWORD, balance=5.0)
    server = Server(bridge)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    bridge.port = server.server_address[1]
    yield bridge
    server.shutdown()
    server.server_close()
    bridge.stop()


def ask(bridge, path, body=None, *, method="POST", token=TOKEN, headers=None):
    connection = http.client.HTTPConnection("127.0.0.1", bridge.port, timeout=10)
    content = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
    connection.request(method, path, content, {"Authorization": f"Bearer {token}", **(headers or {})})
    answer = connection.getresponse()
    status, told = answer.status, answer.read()
    connection.close()
    return status, json.loads(told) if told.startswith(b"{") else told


def test_an_answer_says_whose_it_is(bridge):
    status, told = ask(bridge, "/v1/account", ASKED)
    assert (status, told["login"], told["server"], told["data"]["account"]["balance"]) == (200, 1, SERVER, "5.00")
    assert PASSWORD not in json.dumps(told)


@pytest.mark.parametrize("token", ["", "x" * 40, TOKEN[:-1], TOKEN + "t", "\u00e4" * 40])
def test_without_the_token_nothing_is_said(bridge, token):
    before = [terminal["served"] for terminal in bridge.health()["terminals"]]
    for path, method in (("/v1/account", "POST"), ("/v1/health", "GET"), ("/v1/watch", "PUT"), ("/nowhere", "GET")):
        status, told = ask(bridge, path, ASKED, method=method, token=token)
        assert (status, told["code"]) == (401, "401")
    assert [terminal["served"] for terminal in bridge.health()["terminals"]] == before


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/v1/account", b"{", 400), ("/v1/account", b"[]", 400), ("/v1/account", b"[" * 60_000, 400),
        ("/v1/account", {}, 400), ("/v1/account", ASKED | {"login": "1"}, 400),
        ("/v1/account", ASKED | {"login": 0}, 400), ("/v1/account", ASKED | {"login": True}, 400),
        ("/v1/account", ASKED | {"login": 2**63}, 400), ("/v1/account", ASKED | {"password": ""}, 400),
        ("/v1/account", ASKED | {"seconds": 0}, 400), ("/v1/account", ASKED | {"seconds": "5"}, 400),
        ("/v1/account", ASKED | {"seconds": 10**9}, 400), ("/v1/account", ASKED | {"arguments": []}, 400),
        ("/v1/account", ASKED | {"password": "wrong"}, 403), ("/v1/account", ASKED | {"terminal": "four"}, 503),
        ("/v1/account", ASKED | {"server": "Nobody's"}, 503), ("/v1/order", ASKED | {"arguments": {"magic": -1}}, 400),
        ("/v1/submit", ASKED | {"arguments": {"symbol": "INVENTED", "side": "up", "kind": "market"}}, 422),
        ("/v1/submit", ASKED | {"arguments": {"symbol": ["x"], "side": "buy", "kind": "market"}}, 400),
        ("/v1/submit", ASKED | {"arguments": {
            "symbol": "INVENTED", "side": "buy", "kind": "market", "magic": 1, "volume": 0.1}}, 400),
        ("/v1/submit", ASKED | {"arguments": {
            "symbol": "INVENTED", "side": "buy", "kind": "market", "magic": 1, "volume": "NaN"}}, 400),
        ("/v1/ticks", ASKED | {"arguments": {"names": ["x"] * 501}}, 400),
        ("/v1/deals", ASKED | {"arguments": {}}, 400), ("/v1/nothing", ASKED, 404), ("/v1/", ASKED, 404),
        ("/account", ASKED, 404), ("account", ASKED, 404), ("/v1/watch", ASKED, 404), ("/v1/../account", ASKED, 404),
    ],
)  # fmt: skip
def test_who_asks_wrongly_is_told_so(bridge, path, body, status):
    said, told = ask(bridge, path, body)
    assert said == status
    assert told["words"]
    assert ask(bridge, "/v1/account", ASKED)[0] == 200


def test_a_body_that_is_too_long_or_has_no_length_is_not_read(bridge):
    assert ask(bridge, "/v1/account", b" " * 70_000)[0] == 400
    with socket.create_connection(("127.0.0.1", bridge.port), timeout=5) as line:
        line.sendall(f"POST /v1/account HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TOKEN}\r\n\r\n".encode())
        assert b" 400 " in line.recv(200)
    for length in ("-1", "1e3", "+5", "x"):
        assert ask(bridge, "/v1/account", b"{}", headers={"Content-Length": length})[0] == 400


@pytest.mark.parametrize("method", ["DELETE", "PATCH", "HEAD", "OPTIONS"])
def test_other_methods_do_nothing(bridge, method):
    assert ask(bridge, "/v1/account", ASKED, method=method)[0] == 501


def test_an_account_has_always_the_same_terminal_of_those_that_serve_its_broker(bridge):
    first = {login: bridge.desk_for(login, SERVER).settings.name for login in range(1, 200)}
    assert set(first.values()) == {"one", "two"}
    assert first == {login: bridge.desk_for(login, SERVER).settings.name for login in range(1, 200)}
    assert bridge.desk_for(1, "Invented-Demo").settings.name == "three"
    with pytest.raises(Failure):
        bridge.desk_for(1, "Nobody's")


def test_watching_needs_somewhere_to_push_to(bridge):
    assert ask(bridge, "/v1/watch", {"accounts": [ASKED]}, method="PUT")[0] == 503
    assert ask(bridge, "/v1/watch", {"accounts": []}, method="PUT") == (200, {"watched": 0, "refused": []})
    assert ask(bridge, "/v1/watch", {"accounts": [{}]}, method="PUT")[0] == 400


def test_health_tells_of_each_terminal(bridge):
    status, told = ask(bridge, "/v1/health", method="GET")
    assert (status, [terminal["name"] for terminal in told["terminals"]]) == (200, ["one", "two", "three"])

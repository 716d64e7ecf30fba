"""The bridge watches accounts and posts what changed, signed, until it is acknowledged; our reader reads it."""

import threading
from datetime import UTC, datetime
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests

from tests.waiting import wait_until
from trading.brokers.mt5.messages import News, follows, read
from trading.brokers.mt5.tests.scene import PASSWORD, SERVER, TOKEN, BridgeProcess, Mt5Scene
from trading.brokers.tests.contract import limited, wanted


class Receiver(ThreadingHTTPServer):
    """FIDUS's side: takes what follows, answers 409 where something is missing."""

    daemon_threads = True

    def __init__(self):
        self.taken, self.refuse, self.seen = [], 0, ("", 0)
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                message = read(
                    body, sent_at=self.headers["X-Fidus-Sent-At"], signature=self.headers["X-Fidus-Signature"],
                    tokens=[TOKEN], now=datetime.now(UTC),
                )  # fmt: skip
                self.send_response(receiver.judge(message))
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        super().__init__(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def judge(self, message):
        if self.refuse:
            self.refuse -= 1
            return 503
        if not follows(message, *self.seen):
            return 409
        self.seen = message.boot, message.number
        self.taken.append(message)
        return 204

    def of(self, *kinds):
        return [message for message in self.taken if message.kind in kinds]


@pytest.fixture
def receiver():
    receiver = Receiver()
    yield receiver
    receiver.shutdown()
    receiver.server_close()


@pytest.fixture
def scene(tmp_path, receiver):
    push = f'[push]\nurl = "http://127.0.0.1:{receiver.server_address[1]}/"\nheartbeat_seconds = 0.3\nwhole_after = 900'
    bridge = BridgeProcess(tmp_path, push=push)
    scene = Mt5Scene(bridge)
    scene.price("99", "101")
    yield scene
    scene.end()
    bridge.stop()


def watch(scene, *accounts):
    rows = [
        {"login": account.login, "server": SERVER, "password": PASSWORD, "seconds": 0.1, "since": 0}
        for account in accounts
    ]
    return requests.put(
        f"http://127.0.0.1:{scene.bridge.port}/v1/watch", json={"accounts": rows}, timeout=5,
        headers={"Authorization": f"Bearer {TOKEN}"},
    )  # fmt: skip


def test_a_watched_account_is_told_whole_then_by_what_changed(scene, receiver):
    assert watch(scene, scene.account).json() == {"watched": 1, "refused": []}
    wait_until(lambda: receiver.taken)
    first = receiver.taken[0]
    assert (first.kind, first.number, first.account.balance) == (News.SNAPSHOT, 1, Decimal("1000000.00"))
    broker = scene.broker()
    order = broker.submit(limited(scene))
    wait_until(lambda: any(order.id in {row.id for row in message.orders} for message in receiver.of(News.DELTA)))
    broker.cancel(order.id)
    wait_until(lambda: any(order.id in message.orders_gone for message in receiver.of(News.DELTA)))
    filled = broker.submit(wanted(scene))
    wait_until(lambda: any(filled.id in {fill.order_id for fill in message.fills} for message in receiver.taken))
    scene.deposit("12.50")
    wait_until(lambda: any(message.cash for message in receiver.taken))
    wait_until(lambda: receiver.of(News.HEARTBEAT))
    assert len(receiver.of(News.SNAPSHOT)) == 1
    # Nobody is told twice, and what did not change is not told again.
    assert len([fill for message in receiver.taken for fill in message.fills]) == 1
    assert [operation.amount for message in receiver.taken for operation in message.cash] == [Decimal("12.50")]
    assert [message.number for message in receiver.taken] == list(range(1, len(receiver.taken) + 1))


def test_after_a_post_that_was_not_taken_everything_is_told_anew(scene, receiver):
    watch(scene, scene.account)
    wait_until(lambda: receiver.taken)
    receiver.refuse = 2
    scene.deposit("7.00")
    wait_until(lambda: receiver.refuse == 0 and len(receiver.of(News.SNAPSHOT)) == 2)
    assert receiver.of(News.SNAPSHOT)[1].account.balance == Decimal("1000007.00")
    assert [operation.amount for operation in receiver.of(News.SNAPSHOT)[1].cash] == [Decimal("7.00")]


def test_a_deal_that_appears_after_newer_ones_is_told_once(scene, receiver):
    """A terminal that has just logged in tells what happens now, and loads what happened meanwhile a little later."""
    watch(scene, scene.account)
    scene.deposit("7.00")
    wait_until(lambda: any(message.cash for message in receiver.taken))
    newer = scene.account.deals[-1]
    earlier = {"ticket": 770_001, "time": newer["time"] - 600, "time_msc": newer["time_msc"] - 600_000, "profit": 3.0}
    with scene.terminals.lock:
        scene.account.deals.insert(0, newer | earlier)
    wait_until(lambda: len([each for message in receiver.taken for each in message.cash]) == 2)
    for number in range(2):
        scene.deposit(f"{number + 1}.00")
        wait_until(lambda: len([each for message in receiver.taken for each in message.cash]) == 3 + number)  # noqa: B023
    amounts = [each.amount for message in receiver.taken for each in message.cash]
    assert amounts == [Decimal("7.00"), Decimal("3.00"), Decimal("1.00"), Decimal("2.00")]


def test_a_terminal_rotates_through_the_accounts_it_watches(scene, receiver):
    other = scene.terminals.account(900_001, SERVER, password=PASSWORD, balance=5.0)
    receiver.judge = lambda message: receiver.taken.append(message) or 204
    watch(scene, scene.account, other)
    wait_until(lambda: {message.login for message in receiver.taken} == {scene.login, "900001"})
    assert {(message.login, message.account.balance) for message in receiver.of(News.SNAPSHOT)} >= {
        ("900001", Decimal("5.00"))
    }
    watch(scene, other)
    told = requests.get(
        f"http://127.0.0.1:{scene.bridge.port}/v1/health", headers={"Authorization": f"Bearer {TOKEN}"}, timeout=5
    ).json()
    assert (told["watched"], [terminal["name"] for terminal in told["terminals"]]) == (1, ["one"])

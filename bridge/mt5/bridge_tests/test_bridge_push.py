"""The thread that watches lives as long as the bridge, whatever goes wrong with one account or one post."""

import time

import pytest
from fidus_mt5_bridge.configuration import PushSettings, TerminalSettings, Tokens
from fidus_mt5_bridge.desk import Desk
from fidus_mt5_bridge.push import Watch

SERVER, PASSWORD = "Invented-Live", "never-shown"


@pytest.fixture
def desk(terminals):
    terminals.account(1, SERVER, password=PASSWORD, balance=5.0)
    desk = Desk(TerminalSettings("one", str(terminals.path("one"))))
    desk.start()
    yield desk
    desk.stop()


def test_an_authority_that_is_not_there_ends_no_watch(desk, tmp_path, caplog):
    (tmp_path / "tokens").write_text("t" * 40)
    push = PushSettings("https://127.0.0.1:9/push", authority=str(tmp_path / "nowhere.pem"))
    watch = Watch("test", push, Tokens(tmp_path / "tokens"), desk)
    watch.start()
    watch.follow([{"account": {"login": 1, "server": SERVER, "password": PASSWORD}, "seconds": 0.1, "since": 0}])
    ends = time.monotonic() + 60
    while desk.served < 3:
        assert time.monotonic() < ends
        time.sleep(0.01)
    assert watch.is_alive()
    assert "one: watching failed (FileNotFoundError)" in caplog.text
    assert PASSWORD not in caplog.text
    watch.stop()
    watch.join(5)

"""The mailbox over a real line, by the real library: nothing double, nothing lost, whatever the server does."""

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection

from fidus.lib.env import Env, ImproperEnvironment
from tests.waiting import wait_until
from trading.signals import mailbox as rooms
from trading.signals.mail_standing import standing
from trading.signals.mailbox import Access
from trading.signals.models import RawSignal, Signal
from trading.signals.services import read_signal_mail as reader
from trading.signals.services.read_signal_mail import MailReader
from trading.signals.tests.imap_server import (
    ALL,
    PASSWORD,
    USER,
    ImapServer,
    certificate,
    drop,
    drop_in_the_middle,
    hang,
    refuse,
    say_bye,
)
from trading.signals.tests.mails import a_mail
from trading.signals.tests.scenes import a_door

pytestmark = pytest.mark.usefixtures("committed_db")
ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def pem(tmp_path_factory):
    return certificate(tmp_path_factory.mktemp("mail"))


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(reader, "FIRST_PAUSE", 0.05)
    monkeypatch.setattr(reader, "LONGEST_PAUSE", 0.05)
    monkeypatch.setattr(reader, "PAUSE_OF_LOGIN", 0.05)
    monkeypatch.setattr(rooms, "SLICE", 0.2)
    monkeypatch.setattr(rooms, "LOOKS_EVERY", 0.2)


@pytest.fixture
def server(pem, quick):
    server = ImapServer(pem)
    yield server
    server.stop()


def access_to(server, pem, password=PASSWORD):
    return Access("localhost", server.port, USER, password, "INBOX", "FIDUS", str(pem))


@contextmanager
def reading(server, pem, password=PASSWORD):
    """The reader at work in a thread; in the end it stops."""
    stop = threading.Event()
    thread = threading.Thread(target=MailReader(access_to(server, pem, password), stop=stop).run, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(60)
    assert not thread.is_alive()


def raw(opened, text="BUY EURUSD SL 1.07 TP 1.10", number=1):
    return a_mail(opened.secret, text, Message_ID=f"<{number}@sender.example>").as_bytes()


def counts(opened):
    """How many signals and messages came by the door."""
    strategy = opened.door.strategy
    return Signal.objects.filter(strategy=strategy).count(), RawSignal.objects.filter(door=opened.door).count()


def test_a_mail_is_taken_when_it_comes_and_put_away(server, pem, settings):
    opened = a_door(kind="mail")
    settings.SIGNAL_MAIL_HOST = "localhost"
    with reading(server, pem):
        wait_until(lambda: server.counts.get("IDLE"))
        server.deliver(raw(opened))
        wait_until(lambda: server.put_away)
        wait_until(lambda: "looked at" in standing())
    message = RawSignal.objects.get()
    assert (message.outcome, message.address) == ("taken", "dev@sender.example")
    assert message.delivery.startswith("<1@sender.example> ")
    assert "FIDUS" in server.folders


def test_servers_that_can_less_are_read_as_well(pem, quick):
    for capabilities in (ALL[:1], (*ALL[:2], "UIDPLUS"), (ALL[0], "MOVE")):
        server, opened = ImapServer(pem, capabilities), a_door(kind="mail")
        with reading(server, pem):
            wait_until(lambda server=server: server.counts.get("SEARCH"))
            server.deliver(raw(opened))
            wait_until(lambda server=server: server.put_away)
            wait_until(lambda server=server: not [mail for mail in server.mails if not mail.flags])
        server.stop()
        assert counts(opened) == (1, 1)
        assert ("IDLE" in server.counts) == ("IDLE" in capabilities)


TROUBLES = [
    ("FETCH", drop_in_the_middle), ("FETCH", say_bye), ("FETCH", hang), ("MOVE", drop), ("LOGIN", drop),
    ("SELECT", say_bye), ("SEARCH", drop), ("IDLE", say_bye), ("IDLE", refuse), ("LOGIN", refuse), ("MOVE", refuse),
]  # fmt: skip


def test_whatever_happens_on_the_line_a_mail_is_taken_once(pem, quick, monkeypatch):
    patience = rooms.ANSWERS_WITHIN
    for command, trouble in TROUBLES:
        monkeypatch.setattr(rooms, "ANSWERS_WITHIN", 1.0 if trouble is hang else patience)
        server, opened = ImapServer(pem), a_door(kind="mail")
        server.script[command, 1] = trouble
        server.deliver(raw(opened))
        stays = (command, trouble) == ("MOVE", refuse)
        with reading(server, pem):
            wait_until(lambda opened=opened: counts(opened) == (1, 1))
            server.deliver(raw(opened, "SELL GBPUSD", 2))
            wait_until(lambda server=server, stays=stays: len(server.put_away) == (1 if stays else 2))
        server.stop()
        assert counts(opened) == (2, 2), (command, trouble)


def test_what_comes_while_idle_begins_is_seen_at_once(server, pem, monkeypatch):
    """It comes in one piece with the server's answer; no poll of the socket shows it."""
    # By itself nobody would look again within the time that is waited for it.
    monkeypatch.setattr(rooms, "LOOKS_EVERY", rooms.IDLES_FOR)
    opened = a_door(kind="mail")

    def late(talk, tag):
        server.deliver(raw(opened))
        talk._idle(tag, "")

    server.script["IDLE", 1] = late
    with reading(server, pem):
        wait_until(lambda: server.put_away, seconds=rooms.IDLES_FOR / 2)
    assert server.logins == 1


def test_a_mailbox_that_was_made_anew_gives_nothing_twice(server, pem):
    """Its numbers are others; what was taken and not yet put away is known by its id and its bytes."""
    opened = a_door(kind="mail")
    server.deliver(raw(opened))
    server.script["MOVE", 1] = refuse
    with reading(server, pem):
        wait_until(lambda: server.counts.get("IDLE"))
        server.rebuild()
        wait_until(lambda: server.put_away)
    assert counts(opened) == (1, 1)
    assert server.logins == 2


def test_a_password_that_is_wrong_is_told_and_tried_rarely(server, pem, settings, monkeypatch):
    monkeypatch.setattr(reader, "PAUSE_OF_LOGIN", 30.0)
    settings.SIGNAL_MAIL_HOST = "localhost"
    with reading(server, pem, "wrong"):
        wait_until(lambda: "cannot be read now: LoginError" in standing())
        time.sleep(0.5)
    assert server.counts["LOGIN"] == 1


def test_nobody_is_told_the_password_who_cannot_prove_to_be_the_server(server, tmp_path, settings):
    settings.SIGNAL_MAIL_HOST = "localhost"
    with reading(server, certificate(tmp_path)):
        wait_until(lambda: "CERTIFICATE_VERIFY_FAILED" in standing())
    assert "LOGIN" not in server.counts


def test_a_process_killed_between_commit_and_putting_away_takes_nothing_twice(server, pem, tmp_path):
    opened = a_door(kind="mail")
    server.script["MOVE", 1] = hang
    server.deliver(raw(opened))
    environment = {
        **os.environ, "DJANGO_SETTINGS_MODULE": "fidus.settings", "FIDUS_VAR": str(tmp_path),
        "DATABASE_URL": connected_to(), "REDIS_URL": "redis://127.0.0.1:1/0", "FIDUS_DEMO": "false",
        "SIGNAL_MAIL_HOST": "localhost", "SIGNAL_MAIL_PORT": str(server.port), "SIGNAL_MAIL_USER": USER,
        "SIGNAL_MAIL_PASSWORD": PASSWORD, "SIGNAL_MAIL_ADDRESS": "signals@firm.example",
        "SIGNAL_MAIL_AUTHORITY": str(pem),
    }  # fmt: skip
    words = [sys.executable, "manage.py", "read_signal_mail"]
    first = subprocess.Popen(words, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_until(lambda: server.counts.get("MOVE"))
    assert counts(opened) == (1, 1)
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert not server.put_away
    second = subprocess.Popen(words, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_until(lambda: server.put_away)
    second.terminate()
    assert second.wait(60) == 0
    assert counts(opened) == (1, 1)


def connected_to() -> str:
    given = connection.settings_dict
    return f"postgresql://{given['USER']}:{given['PASSWORD']}@/{given['NAME']}?host={given['HOST']}"


def test_half_a_mailbox_stops_the_start():
    with pytest.raises(ImproperEnvironment, match="B must be set, as A, B go together"):
        Env({"A": "x"}).together("A", "B")
    assert Env({}).together("A", "B") == ("", "")
    assert Env({"A": "x", "B": "y"}).together("A", "B") == ("x", "y")

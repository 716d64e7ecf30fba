"""Of messages that are refused their developer hears, once a minute for each door however many there are."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.hooks.gates import why_not
from accounts.hooks.models import Message
from accounts.hooks.tests.scenes import a_hook
from accounts.hooks.tests.scenes import queued as queued_for_hooks
from accounts.notices.domain.timing import Timing
from accounts.notices.models import Notice
from accounts.notices.tests.scenes import a_rule, mail_channel, queued
from accounts.notices.texts import write
from accounts.trail.api import RecordedEvent, events_about
from fidus.lib import clock
from trading.signals.models import RawSignal
from trading.signals.services.receive_signal import receive_signal
from trading.signals.services.record_refusal import record_refusal
from trading.signals.tests.scenes import a_developer, a_door, a_strategy, fresh

BAD = b"BYE EURUSD"


def send(door, body=BAD, seconds=0.0, since=None):
    with clock.at((since or clock.now()) + timedelta(seconds=seconds)):
        return receive_signal(door=fresh(door), body=body)


def told() -> list[RecordedEvent]:
    messages = RawSignal.objects.order_by("pk")
    return [event for message in messages for event in events_about(subject=message.subject)]


def test_a_refused_message_is_on_the_trail_with_its_reason(db):
    door = a_door().door
    receipt = send(door)
    (event,) = events_about(subject=f"message:{receipt.message}")
    assert (event.kind, event.data) == (
        "SignalRefused",
        {
            "strategy": door.strategy.code, "way": "webhook", "words": receipt.reason, "pointer": receipt.pointer,
            "before": 0,
        },
    )  # fmt: skip


def test_a_flood_of_them_is_told_once_a_minute_with_how_many_there_were(db):
    door, now = a_door().door, clock.now()
    for second in (0, 1, 2, 30, 59.9):
        send(door, seconds=second, since=now)
    assert [event.data["before"] for event in told()] == [0]
    send(door, seconds=60, since=now)
    send(door, seconds=300, since=now)
    assert [event.data["before"] for event in told()] == [0, 4, 0]
    assert RawSignal.objects.filter(outcome="refused").count() == 7


def test_each_door_is_told_of_by_itself_and_what_is_taken_not_at_all(db):
    strategy = a_strategy()
    one, other = (a_door(strategy, kind).door for kind in ("webhook", "rest"))
    for door in (one, other, one):
        send(door)
    assert [event.data["way"] for event in told()] == ["webhook", "rest"]
    with CaptureQueriesContext(connection) as asked:
        send(one, b"BUY EURUSD")
    assert not [query for query in asked.captured_queries if "trail_event" in query["sql"]]
    assert len(told()) == 2


def test_a_clock_that_was_put_back_silences_nobody(db):
    door, now = a_door().door, clock.now()
    send(door, since=now)
    send(door, seconds=-7200, since=now)
    assert len(told()) == 2


def test_many_at_the_same_moment_are_told_once(committed_db):
    door = a_door().door
    together = Barrier(8, timeout=10)

    def one(_: int) -> None:
        try:
            together.wait()
            receive_signal(door=fresh(door), body=BAD)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(one, range(8)))
    assert (RawSignal.objects.count(), len(told())) == (8, 1)


@pytest.mark.usefixtures("committed_db")
def test_its_developer_hears_of_it_and_no_other():
    mine, other = a_developer(), a_developer()
    for user in (mine, other):
        a_rule(mail_channel(user), kinds=["SignalRefused"])
        a_hook(f"https://{user.pk}.example/hear", by=user, kinds=["SignalRefused"])
    receipt = send(a_door(a_strategy(mine)).door)
    queued(), queued_for_hooks()
    notice = Notice.objects.select_related("channel").get(kind="SignalRefused")
    assert (notice.channel.owner, notice.about, notice.urgent) == (mine, f"message:{receipt.message}", False)
    (event,) = events_about(subject=notice.about)
    written = write(notice, event, owner=mine, timing=Timing())
    assert written.title == f"A signal of {event.data['strategy']} was refused: message {receipt.message}"
    assert receipt.reason in written.text
    assert written.url.endswith(f"/signals/rawsignal/{receipt.message}/change/")
    messages = Message.objects.filter(path=f"signal-messages/{receipt.message}")
    assert {message.hook.owner for message in messages if not why_not(message.hook, message)} == {mine}


def test_what_was_told_within_the_minute_is_not_told_again(db):
    receipt = send(a_door().door)
    assert not record_refusal(RawSignal.objects.get(pk=receipt.message))

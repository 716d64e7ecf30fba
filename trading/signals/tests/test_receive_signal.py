"""A message is kept as it came and is a signal once, whatever ways it comes by and however many bring it at a time."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction

from fidus.lib import clock
from trading.signals.domain.sameness import Seen
from trading.signals.errors import NotAsDescribed
from trading.signals.models import Leg, RawSignal, Signal
from trading.signals.services import take_once as room
from trading.signals.services.close_door import close_door
from trading.signals.services.expire_signals import expire_signals
from trading.signals.services.move_signals import move_signals
from trading.signals.services.move_strategy import move_strategy
from trading.signals.services.receive_signal import receive_signal
from trading.signals.tests.scenes import a_door, a_strategy, fresh

BUY = b"BUY EURUSD SL 1.07 TP 1.10"
JSON = (
    b'{"version": 1, "kind": "entry", "symbol": "EURUSD", "side": "buy", "order": {"stop_loss": 1.07, "target": 1.1}}'
)


def send(door, body=BUY, **more):
    return receive_signal(door=fresh(door), body=body, **more)


def test_a_signal_is_taken_with_its_message_and_its_legs(db):
    door = a_door().door
    receipt = send(door, content_type="text/plain", address="192.0.2.7")
    assert (receipt.outcome, receipt.reason) == ("taken", "")
    message, signal, leg = RawSignal.objects.get(), Signal.objects.get(), Leg.objects.get()
    assert (bytes(message.body), message.address, message.signal) == (BUY, "192.0.2.7", signal)
    assert (signal.signal_id, signal.named, signal.environment) == (receipt.signal_id, False, "production")
    assert signal.valid_until - signal.received_at == timedelta(seconds=60)
    assert (leg.symbol, leg.asset, leg.side, str(signal.stop_loss)) == ("EURUSD", "forex", "buy", "1.0700000000")


def test_the_same_by_three_ways_is_one_signal(db):
    strategy = a_strategy()
    doors = [a_door(strategy, kind).door for kind in ("webhook", "mail", "rest")]
    first, *others = [send(door, body) for door, body in zip(doors, (BUY, JSON, BUY.lower()), strict=True)]
    assert first.outcome == "taken"
    assert {(one.outcome, one.signal_id) for one in others} == {("duplicate", first.signal_id)}
    assert (Signal.objects.count(), RawSignal.objects.count()) == (1, 3)


def test_a_minute_later_the_same_words_are_another_signal(db):
    door = a_door().door
    now = clock.now()
    outcomes = []
    for seconds in (0, 59, 61):
        with clock.at(now + timedelta(seconds=seconds)):
            outcomes.append(send(door).outcome)
    assert outcomes == ["taken", "duplicate", "taken"]


def test_the_developers_id_counts_for_ever_and_for_one_content(db):
    door = a_door().door
    now = clock.now()
    assert send(door, BUY + b" id one").outcome == "taken"
    with clock.at(now + timedelta(days=3)):
        assert send(door, BUY + b" id one").outcome == "duplicate"
        other = send(door, b"SELL EURUSD id one")
        assert (other.outcome, other.pointer) == ("refused", "/signal_id")
        assert "used before" in other.reason
    assert Signal.objects.count() == 1


def test_strategies_do_not_share_ids(db):
    assert [send(a_door().door, BUY + b" id one").outcome for _ in range(2)] == ["taken", "taken"]


def test_what_is_no_signal_is_kept_with_its_reason(db):
    receipt = send(a_door().door, b"\xff\x00 nonsense")
    message = RawSignal.objects.get()
    assert (receipt.outcome, bytes(message.body)) == ("refused", b"\xff\x00 nonsense")
    assert "UTF-8" in message.reason
    assert not Signal.objects.exists()


def test_staging_and_production_never_mix(db):
    door = a_door(a_strategy(environment="staging")).door
    refused = send(door, BUY + b" production")
    assert (refused.outcome, refused.pointer) == ("refused", "/environment")
    assert send(door, BUY + b" staging").outcome == "taken"
    assert Signal.objects.get().environment == "staging"


def test_what_comes_too_late_or_too_early_is_refused(db):
    door, now = a_door().door, clock.now()
    for words, reason in (
        (f"until {now - timedelta(seconds=1):%Y-%m-%dT%H:%M:%SZ}", "too late"),
        (f"until {now + timedelta(days=8):%Y-%m-%dT%H:%M:%SZ}", "seven days"),
        (f"sent {now + timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}", "in the future"),
        ("bar 2001-01-01T00:00:00Z", "400 days"),
    ):
        assert reason in send(door, BUY + f" {words}".encode()).reason


@pytest.mark.parametrize("active", [False, True])
def test_a_draft_and_a_retired_strategy_take_nothing(db, active):
    strategy = a_strategy(active=active)
    door = a_door(strategy).door
    if active:
        move_strategy(strategy=strategy, action="retire", by=None)
    refused = send(door)
    assert refused.outcome == "refused"
    assert ("closed" if active else "draft") in refused.reason


def test_a_paused_strategys_signals_are_taken_for_the_decision_to_decline(db):
    strategy = a_strategy()
    door = a_door(strategy).door
    move_strategy(strategy=strategy, action="pause", reason="too hot", by=None)
    assert send(door).outcome == "taken"


def test_a_closed_door_takes_nothing(db):
    door = a_door().door
    close_door(door=door, reason="lost", by=None)
    assert "closed" in send(door).reason


def test_a_delivery_is_taken_once_also_where_it_was_refused(db):
    door = a_door(kind="mail").door
    assert send(door, b"what?", delivery="mail 7") == send(door, b"what?", delivery="mail 7")
    assert RawSignal.objects.count() == 1


@pytest.mark.parametrize(
    ("given", "words"),
    [({"allowed": []}, "Name the addresses that may write"), ({"allowed": ["nobody"]}, "is no e-mail address")],
)
def test_a_door_for_mail_names_who_may_write(db, given, words):
    with pytest.raises(NotAsDescribed, match=words):
        a_door(kind="mail", **given)


def test_a_heartbeat_leaves_a_message_and_no_signal(db):
    assert send(a_door().door, b'{"heartbeat": true}').outcome == "heartbeat"
    assert not Signal.objects.exists()


def test_signals_that_nobody_decided_about_expire_once(db):
    now = clock.now()
    for number, door in enumerate([a_door().door, a_door().door]):
        with clock.at(now + timedelta(seconds=40 * number)):
            send(door)
    with clock.at(now + timedelta(seconds=61)):
        assert [expire_signals(), expire_signals()] == [1, 0]
    assert sorted(Signal.objects.values_list("state", flat=True)) == ["expired", "received"]
    pks = list(Signal.objects.values_list("pk", flat=True))
    assert len(move_signals(pks, "decide")) == 1


def test_nobody_changes_or_removes_what_was_said(db):
    send(a_door().door)
    for deed in (
        lambda: Signal.objects.update(signal_id="other"),
        lambda: Signal.objects.update(stop_loss=None),
        lambda: Leg.objects.update(side="sell"),
        lambda: RawSignal.objects.update(body=b""),
        lambda: RawSignal.objects.all()._raw_delete("default"),
        lambda: Signal.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(Exception, match=r"stays as it is|permission denied"), transaction.atomic():
            deed()


def test_a_signal_costs_few_questions(db, django_assert_num_queries):
    door = fresh(a_door().door)
    # Savepoint, lock, look, signal and legs and message, release.
    with django_assert_num_queries(5):
        receive_signal(door=door, body=BUY)


def test_a_content_that_was_sent_often_is_not_looked_through(db):
    door = a_door().door
    for number in range(8):
        send(door, BUY + f" id n{number}".encode())
    now = clock.now()
    assert not room._candidates(door.strategy, Seen("n9", True, Signal.objects.first().content, None, now))
    assert len(room._candidates(door.strategy, Seen("auto-x", False, Signal.objects.first().content, None, now))) == 5
    assert send(door, BUY).outcome == "duplicate"


def together(doors, many, body=BUY, moments=None):
    """What each of `many` threads that begin at one moment was answered."""
    barrier, receipts = Barrier(many), []

    def run(number):
        try:
            door = fresh(doors[number % len(doors)])
            with clock.at(moments[number % len(moments)] if moments else clock.now()):
                barrier.wait()
                receipts.append(receive_signal(door=door, body=body))
        except IntegrityError as refused:
            receipts.append(refused)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(number,)) for number in range(many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return receipts


def test_a_hundred_at_once_by_three_ways_are_one_signal(committed_db):
    strategy = a_strategy()
    doors = [a_door(strategy, kind).door for kind in ("webhook", "mail", "rest")]
    receipts = [receipt for _ in range(4) for receipt in together(doors, 25)]
    outcomes = [receipt.outcome for receipt in receipts]
    assert (outcomes.count("taken"), outcomes.count("duplicate")) == (1, 99)
    assert len({receipt.signal_id for receipt in receipts}) == 1
    assert (Signal.objects.count(), RawSignal.objects.count()) == (1, 100)


def test_two_contents_under_one_id_at_once_are_one_signal_and_a_refusal(committed_db):
    strategy = a_strategy()
    doors = [a_door(strategy).door, a_door(strategy).door]
    for number in range(5):
        barrier, receipts = Barrier(2), []

        def run(side, number=number, barrier=barrier, receipts=receipts):
            door = fresh(doors[side])
            barrier.wait()
            words = b"BUY" if side else b"SELL"
            receipts.append(receive_signal(door=door, body=words + f" EURUSD id n{number}".encode()).outcome)
            connection.close()

        threads = [Thread(target=run, args=(side,)) for side in (0, 1)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(receipts) == ["refused", "taken"]
    assert Signal.objects.count() == 5


def around_a_minutes_end():
    """Two moments of different minutes, a fifth of a second apart: their fingerprints differ."""
    minute = clock.now().replace(second=0, microsecond=0)
    return [minute - timedelta(seconds=0.1), minute + timedelta(seconds=0.1)]


def test_at_the_end_of_a_minute_the_same_is_still_one_signal(committed_db):
    doors = [a_door().door]
    outcomes = sorted(receipt.outcome for receipt in together(doors, 10, moments=around_a_minutes_end()))
    assert outcomes == ["duplicate"] * 9 + ["taken"]


def test_control_without_the_lock_the_same_is_taken_twice(committed_db, monkeypatch):
    both_looked = Barrier(2)
    look = room._candidates

    def look_together(*given):
        found = look(*given)
        both_looked.wait(timeout=10)
        return found

    monkeypatch.setattr(room, "_LOCK", "select %s::text")
    monkeypatch.setattr(room, "_candidates", look_together)
    receipts = together([a_door().door], 2, moments=around_a_minutes_end())
    assert [receipt.outcome for receipt in receipts] == ["taken", "taken"]

"""What is due is sent: by real servers that take it, refuse it, hang, and die over it."""

import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.conf import settings as our_settings
from django.db import connection, transaction
from django.db.models import F

from accounts.notices import carry
from accounts.notices.domain.retries import MOST_ATTEMPTS, PAUSES_AFTER, STORM
from accounts.notices.models import Channel, Notice
from accounts.notices.services.propose_channel import propose_channel
from accounts.notices.services.send_again import send_again
from accounts.notices.services.send_notices import send_next, send_notices
from accounts.notices.services.send_test import send_test
from accounts.notices.services.set_habits import set_habits
from accounts.notices.services.tell_people import tell_people
from accounts.notices.tests.scenes import (
    TELEGRAM,
    a_notice,
    a_rule,
    an_owner,
    happens,
    mail_channel,
    make_due,
    queued,
    telegram_channel,
)
from accounts.services.suspend_user import suspend_user
from accounts.tests.people import a_client
from accounts.trail.api import deliver
from accounts.trail.models import StoredEvent
from accounts.trail.services.seal import seal
from fidus.lib import clock
from tests.waiting import wait_until


@pytest.fixture
def phone(committed_db, service) -> Channel:
    return telegram_channel(an_owner())


def states() -> list[str]:
    return list(Notice.objects.order_by("pk").values_list("state", flat=True))


def test_an_event_is_told_by_letter_and_by_telegram_once_and_says_where_to_look(committed_db, mail, service, settings):
    olga = an_owner()
    for channel in (mail_channel(olga), telegram_channel(olga)):
        a_rule(channel)
    client = a_client("Ada Example")
    happens(client)
    assert queued() == 2
    assert send_notices() == 2
    assert send_notices() == 0
    (letter,) = mail.letters
    assert letter["To"] == "olga@example.test"
    assert letter["Subject"] == f"{settings.FIRM['name']}: Member added: client {client.number}"
    body = letter.get_payload(decode=True).decode()
    assert f"{settings.SITE_URL}/backoffice/accounts/client/{client.pk}/change/" in body
    ((path, said),) = service.heard
    assert path == f"/bot{TELEGRAM['token']}/sendMessage"
    assert said["chat_id"] == int(TELEGRAM["chat"])
    assert f"Member added: client {client.number}" in said["text"]
    assert "Ada" not in said["text"] + body
    assert states() == ["sent", "sent"]
    assert TELEGRAM["token"] not in str(list(Notice.objects.values())) + str(list(StoredEvent.objects.values()))


def test_what_the_text_says_is_text_for_every_service(committed_db, service):
    olga = an_owner()
    telegram = telegram_channel(olga)
    Channel.objects.filter(pk=telegram.pk).update(label="<b>x</b> & [a](b) *c*")
    send_test(telegram, by=olga)
    assert send_next()
    assert "&lt;b&gt;x&lt;/b&gt; &amp; [a](b) *c*" in service.texts[0]


@pytest.mark.parametrize(
    ("way", "given", "path"),
    [
        ("slack", {"address": f"https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/{'x' * 24}"}, "/slack/T"),
        ("discord", {"address": f"https://discord.com/api/webhooks/{'1' * 18}/{'a' * 68}"}, "/discord/1"),
    ],
)  # fmt: skip
def test_other_services_hear_of_it_at_their_own_machines(committed_db, service, way, given, path):
    channel = propose_channel(way=way, label="Team", given=given, by=an_owner())
    assert send_next()
    ((where, said),) = service.heard
    assert where.startswith(path)
    assert "is the code for" in str(said)
    assert given["address"].rpartition("/")[2] not in Channel.objects.get(pk=channel.pk).hint


def test_what_fails_is_sent_again_with_growing_waits_and_then_lies_dead_and_can_be_sent_again(phone, service):
    notice = a_notice(phone)
    for _ in range(MOST_ATTEMPTS):
        # Five failures on end would pause it: each stands for a day of its own here.
        Channel.objects.update(failures=0)
        service.answers.append((500, {}, None))
        make_due()
        assert send_next()
    notice.refresh_from_db()
    assert (notice.state, notice.attempts, notice.error) == ("dead", MOST_ATTEMPTS, "it answered 500")
    make_due()
    assert not send_next()
    Channel.objects.update(failures=0)
    send_again(phone, Notice.objects.all(), by=phone.owner)
    assert send_next()
    assert states() == ["sent"]


def test_a_service_that_knows_nobody_is_not_asked_again(phone, service):
    notice = a_notice(phone)
    service.answers.append((403, {}, None))
    assert send_next()
    notice.refresh_from_db()
    assert (notice.state, notice.attempts) == ("dead", 1)


def test_a_service_that_is_asked_too_often_is_left_alone_for_a_minute(phone, service):
    a_notice(phone)
    service.answers.append((429, {"Retry-After": "7"}, None))
    before = clock.now()
    assert send_next()
    phone.refresh_from_db()
    assert before + timedelta(minutes=1) <= phone.not_before <= clock.now() + timedelta(minutes=1)
    assert states() == ["waiting"]


def test_a_redirect_is_a_failure_and_leads_nowhere(phone, service):
    a_notice(phone)
    service.answers.append((302, {"Location": f"{service.address}/elsewhere"}, None))
    assert send_next()
    assert len(service.heard) == 1
    assert states() == ["waiting"]


def test_a_name_that_leads_inside_is_not_called(phone, service, settings):
    settings.HOOKS_TO_LOOPBACK = False
    notice = a_notice(phone)
    assert send_next()
    notice.refresh_from_db()
    assert notice.error == "its name leads to a network that is not public"
    assert service.heard == []


def test_a_channel_that_fails_is_paused_and_its_owner_told_by_another(phone, service, mail):
    mail_channel(phone.owner)
    waiting = a_notice(phone, due_at=clock.now() + timedelta(hours=1), kind="MemberAdded", event=1)
    for _ in range(PAUSES_AFTER):
        a_notice(phone)
        Channel.objects.update(not_before=None, lease_until=None)
        service.answers.append((500, {}, None))
        assert send_next()
    phone.refresh_from_db()
    waiting.refresh_from_db()
    assert (phone.state, waiting.state) == ("paused", "dropped")
    assert "it failed 5 times on end, the last time because it answered 500" in phone.why
    deliver()
    send_notices()
    (letter,) = mail.letters
    assert "My phone" in letter["Subject"]
    deliver()
    send_notices()
    assert len(mail.letters) == 1


def test_without_another_channel_a_letter_is_written(phone, service, mailoutbox):
    from accounts.notices.services.move_channel import move_channel

    move_channel(phone, "pause", why="it failed", by=None)
    deliver()
    (letter,) = mailoutbox
    assert letter.to == ["olga@example.test"]
    assert "/accounts/notices/" in letter.body


def test_a_mail_server_that_refuses_the_address_is_believed(committed_db, mail):
    notice = a_notice(mail_channel(an_owner()))
    mail.refuses.append(b"550 no such person")
    assert send_next()
    notice.refresh_from_db()
    assert (notice.state, notice.error) == ("dead", "the mail server refused the address (550)")


def test_the_right_is_asked_again_when_it_is_sent(committed_db, mail):
    olga = an_owner()
    a_rule(mail_channel(olga))
    happens(a_client())
    assert queued() == 1
    olga.groups.clear()
    assert send_next()
    notice = Notice.objects.get()
    why = "Not sent: its owner cannot have notices any more."
    assert (notice.state, notice.error, notice.title) == ("dropped", why, "")
    assert mail.letters == []


def test_whoever_is_suspended_is_told_nothing_more(phone, service):
    a_notice(phone, kind="MemberAdded", event=1)
    suspend_user(user=phone.owner, reason="left", by=an_owner("root@example.test"))
    assert not send_next()
    assert states() == ["dropped"]
    assert service.heard == []


def test_a_service_that_hangs_holds_up_no_other_channel(phone, service, mail, monkeypatch):
    # Patience for a slow machine: both would be sent in time on a quick one.
    for limit in ("CALL_SECONDS", "_READ_SECONDS"):
        monkeypatch.setattr(carry, limit, 60.0)
    monkeypatch.setattr(carry, "_asset", carry._asset.__wrapped__)
    letter_is_there = threading.Event()
    service.answers.append((200, {}, letter_is_there))
    a_notice(phone)
    a_notice(mail_channel(phone.owner))

    def look() -> None:
        # For less time than the call has: a letter that waited for its end would come too late.
        wait_until(lambda: mail.letters, seconds=30)
        letter_is_there.set()

    with ThreadPoolExecutor(1) as pool:
        looking = pool.submit(look)
        assert send_notices(seconds=60) == 2
        looking.result()
    assert len(mail.letters) == 1
    assert states() == ["sent", "sent"]


def test_quiet_hours_hold_back_what_is_not_urgent(phone, service):
    now = clock.now()
    hours = {"quiet_from": (now - timedelta(hours=1)).time(), "quiet_until": (now + timedelta(hours=2)).time()}
    a_rule(phone)
    happens(a_client())
    assert queued() == 1
    set_habits(zone="UTC", urgent_passes=True, daily_at=8, **hours, by=phone.owner)
    assert send_next()
    notice = Notice.objects.get()
    assert (notice.state, notice.attempts) == ("waiting", 0)
    assert timedelta(hours=1, minutes=58) < notice.due_at - now <= timedelta(hours=2, minutes=1)
    Notice.objects.update(urgent=True, due_at=now)
    assert send_next()
    assert states() == ["sent"]
    happens(a_client("Bruno Sample"))
    assert queued() == 1
    assert not send_next()


def test_a_digest_is_one_message_with_all_of_them(phone, service):
    a_rule(phone, pace="hourly")
    clients = [a_client(f"Client {number}") for number in range(3)]
    for client in clients:
        happens(client)
    before = clock.now()
    assert queued() == 3
    hours = {at.replace(minute=0, second=0, microsecond=0) for at in (before, clock.now())}
    assert {notice.due_at - timedelta(hours=1) for notice in Notice.objects.all()} <= hours
    # The hour may end at any moment.
    Notice.objects.update(due_at=F("due_at") + timedelta(hours=1))
    assert not send_next()
    make_due()
    assert send_next()
    assert not send_next()
    (text,) = service.texts
    assert text.startswith("<b>3 notices</b>")
    assert all(f"client {client.number}" in text for client in clients)
    assert states() == ["sent"] * 3


def test_a_storm_is_told_in_one_message(phone, service):
    a_rule(phone)
    client = a_client()
    for _ in range(STORM + 5):
        happens(client)
    assert queued() == STORM + 5
    assert send_notices() == 1
    assert len(service.heard) == 1
    assert set(states()) == {"sent"}


def test_nobody_is_written_to_inside_a_transaction(phone):
    a_notice(phone)
    with transaction.atomic():
        send_next()
    assert Notice.objects.get().error == "we failed: RuntimeError"


def test_the_process_looks_queues_watches_and_sends(committed_db, mail):
    a_rule(mail_channel(an_owner()))
    happens(a_client())
    seal()
    stop = threading.Event()
    # Its sign of life comes first: this one is its last look.
    tell_people(stop=stop, beat=stop.set)
    assert states() == ["sent"]


_SENDER = """
import django
django.setup()
from datetime import timedelta
from accounts.notices.services import send_notices
# However slowly it is killed.
send_notices.LEASE = timedelta(minutes=10)
send_notices.send_next()
"""


def test_a_digest_is_taken_exactly_once_after_a_kill_in_the_middle(committed_db, mail):
    a_rule(mail_channel(an_owner()), pace="daily")
    client = a_client()
    for _ in range(4):
        happens(client)
    assert queued() == 4
    make_due()
    # The server has the letter, and has not said that it takes it, when its sender is killed.
    go_on = threading.Event()
    mail.waits.append(go_on)
    server = connection.settings_dict
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "fidus.settings",
        "DATABASE_URL": f"postgresql://fidus_app@/{server['NAME']}?host={server['HOST']}&port={server['PORT'] or 5432}",
        "SECRET_KEY": "tests",
        "DOCUMENT_KEYS": our_settings.DOCUMENT_KEYS[0],
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(mail.port),
    }
    child = subprocess.Popen([sys.executable, "-c", _SENDER], env=environment, cwd=our_settings.BASE_DIR)
    try:
        assert mail.begun.wait(60)
    finally:
        child.kill()
        child.wait()
        go_on.set()
    assert not send_next()
    make_due()
    assert send_next()
    assert not send_next()
    (letter,) = mail.letters
    assert "4 notices" in letter["Subject"]
    assert states() == ["sent"] * 4
    assert set(Notice.objects.values_list("attempts", flat=True)) == {2}

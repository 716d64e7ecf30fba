import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

import pytest
from django.conf import settings as our_settings
from django.db import connection, transaction
from django.db.models import F
from standardwebhooks.webhooks import WebhookVerificationError

from accounts.hooks.domain.retries import MOST_ATTEMPTS, WAITS
from accounts.hooks.models import Hook, Message
from accounts.hooks.services import send_messages as sending
from accounts.hooks.services.rotate_secret import rotate_secret
from accounts.hooks.services.send_messages import send_messages, send_next
from accounts.hooks.tasks import send_webhooks
from accounts.hooks.tests.receivers import a_receiver, once, with_status
from accounts.hooks.tests.scenes import a_hook, a_message, an_owner, happens, make_due
from accounts.services.suspend_user import suspend_user
from accounts.tests.people import a_client, member
from accounts.trail.models import StoredEvent
from accounts.trail.services.seal import seal
from fidus.lib import clock
from tests.waiting import databases_clock, wait_until


@pytest.fixture
def hook(committed_db, receiver) -> Hook:
    return a_hook(receiver.url).hook


def test_an_event_reaches_its_receiver_signed_and_says_where_to_look_and_nothing_else(committed_db, receiver, settings):
    made = a_hook(receiver.url)
    client = a_client("Ada Example")
    event = happens(client)
    seal()
    send_webhooks()
    send_webhooks()
    (heard,) = receiver.heard
    said = heard.verified(made.secret)
    assert said == {
        "type": "MemberAdded",
        "timestamp": said["timestamp"],
        "api_version": "v1",
        "environment": "live",
        "data": {"event": event, "url": f"{settings.SITE_URL}/api/v1/clients/{client.number}"},
    }
    assert said["timestamp"].endswith("Z")
    assert heard.path == "/hear?of=us"
    message = Message.objects.get()
    assert (message.state, message.attempts, message.status, message.number) == (
        "delivered", 1, 204, heard.headers["webhook-id"],
    )  # fmt: skip
    with pytest.raises(WebhookVerificationError):
        heard.verified("whsec_" + "A" * 32)


def test_after_a_rotation_both_secrets_sign_for_a_day(committed_db, receiver):
    made = a_hook(receiver.url)
    new = rotate_secret(made.hook, by=made.hook.owner)
    assert new != made.secret
    assert {made.secret, new} & set(Hook.objects.values_list("secret", "old_secret").get()) == set()
    a_message(made.hook)
    assert send_next()
    assert receiver.heard[0].verified(made.secret) == receiver.heard[0].verified(new)
    Hook.objects.update(old_until=clock.now() - timedelta(seconds=1))
    a_message(made.hook)
    assert send_next()
    receiver.heard[1].verified(new)
    with pytest.raises(WebhookVerificationError):
        receiver.heard[1].verified(made.secret)


def test_what_fails_is_sent_again_on_the_schedule_under_the_same_id_and_then_lies_dead(hook, receiver):
    message = a_message(hook)
    for planned in (*WAITS, None):
        receiver.answers.append(with_status(500, b"out of order"))
        make_due()
        before = databases_clock()
        assert send_next()
        after = databases_clock()
        message.refresh_from_db()
        if planned is not None:
            assert before + planned <= message.due_at <= after + planned * 1.2
    assert (message.state, message.attempts, message.status, message.answer) == ("dead", 10, 500, "out of order")
    assert receiver.numbers == [message.number] * MOST_ATTEMPTS
    make_due()
    assert not send_next()
    assert Hook.objects.get().state == "active"


def test_a_webhook_that_fails_for_days_is_switched_off_and_its_owner_told(hook, mailoutbox, receiver):
    from accounts.trail.api import deliver

    Hook.objects.update(failing_since=clock.now() - timedelta(days=3, hours=1))
    message = a_message(hook, attempts=MOST_ATTEMPTS - 1)
    other = a_message(hook, due_at=clock.now() + timedelta(hours=1))
    receiver.answers.append(with_status(500))
    assert send_next()
    hook.refresh_from_db()
    assert (hook.state, hook.why) == ("off", "it took no message for three days")
    message.refresh_from_db()
    other.refresh_from_db()
    assert (message.state, other.state) == ("dead", "dropped")
    deliver()
    (letter,) = mailoutbox
    assert letter.to == ["olga@example.test"]
    assert "it took no message for three days" in letter.body


def test_gone_switches_the_webhook_off_at_once(hook, receiver):
    message = a_message(hook)
    receiver.answers.append(with_status(410))
    assert send_next()
    hook.refresh_from_db()
    message.refresh_from_db()
    assert (hook.state, message.state, message.status) == ("off", "dead", 410)
    assert StoredEvent.objects.filter(kind="HookSwitchedOff", subject=hook.subject).count() == 1


@pytest.mark.parametrize(
    ("status", "asked", "least"),
    [(503, "3600", 3600), (429, "90000000", 86400), (500, "3600", 5), (503, "tomorrow", 5)],
)
def test_a_receiver_may_ask_for_time(hook, receiver, status, asked, least):
    message = a_message(hook)
    receiver.answers.append(with_status(status, Retry_After=asked))
    planned = timedelta(seconds=least)
    before = databases_clock()
    assert send_next()
    after = databases_clock()
    message.refresh_from_db()
    assert before + planned <= message.due_at <= after + planned * 1.2
    a_message(hook)
    assert send_next() == (least == 5), "the others wait with it"


def test_a_redirect_is_a_failure_and_leads_nowhere(hook, receiver):
    with a_receiver() as elsewhere:
        message = a_message(hook)
        receiver.answers.append(with_status(302, Location=elsewhere.url))
        assert send_next()
    message.refresh_from_db()
    assert (message.state, message.status, elsewhere.heard) == ("waiting", 302, [])


def test_a_receiver_that_fails_again_and_again_is_left_alone_for_longer_and_longer(hook, receiver):
    receiver.answers += [with_status(500)] * 3
    for _ in range(4):
        a_message(hook)
    assert [send_next() for _ in range(2)] == [True, True]
    before = databases_clock()
    assert send_next()
    after = databases_clock()
    hook.refresh_from_db()
    pause = timedelta(seconds=8)
    assert before + pause <= hook.not_before <= after + pause
    # It may be over at any moment.
    Hook.objects.update(not_before=F("not_before") + timedelta(hours=1))
    assert not send_next()
    make_due()
    assert send_next()
    hook.refresh_from_db()
    assert (hook.failures, hook.failing_since) == (0, None)


def test_the_right_is_asked_again_when_a_message_is_sent(committed_db, receiver):
    ada, bruno = a_client("Ada Example"), a_client("Bruno Sample")
    olga, trader = an_owner(), an_owner("tom@example.test", "trader")
    late = a_message(a_hook(receiver.url, by=trader).hook, ada)
    trader.groups.clear()
    odd = a_message(a_hook(receiver.url, by=olga).hook, path="clients/999999")
    other = a_message(a_hook(receiver.url, by=olga).hook, bruno)
    while send_next():
        pass
    found = {message.pk: (message.state, message.error) for message in Message.objects.all()}
    assert found[late.pk] == ("dropped", "Not sent: its owner may not have webhooks any more.")
    assert found[odd.pk] == ("dropped", "Not sent: it is not its owner's to see.")
    assert found[other.pk][0] == "delivered"
    assert len(receiver.heard) == 1


def test_somebody_suspended_hears_nothing_more(hook, receiver):
    message = a_message(hook)
    suspend_user(user=hook.owner, reason="Under review", by=None)
    assert not send_next()
    hook.refresh_from_db()
    message.refresh_from_db()
    assert (hook.state, message.state, receiver.heard) == ("off", "dropped", [])


def test_one_slow_receiver_holds_up_no_other_and_hears_one_message_at_a_time(committed_db, receiver):
    olga = an_owner()
    slow = a_hook(receiver.url, by=olga).hook
    all_heard = Event()
    receiver.answers += [once(all_heard), with_status(204)]
    for _ in range(2):
        a_message(slow)
    with a_receiver() as quick, ThreadPoolExecutor(1) as pool:
        fast = a_hook(quick.url, by=olga, label="Quick").hook
        for _ in range(10):
            a_message(fast)
        work = pool.submit(_worked)
        wait_until(lambda: len(quick.heard) == 10)
        assert (len(receiver.heard), receiver.inside) == (1, 1)
        all_heard.set()
        assert work.result() == 12
    assert (len(receiver.heard), receiver.at_once) == (2, 1)


def _worked() -> int:
    try:
        return send_messages(seconds=60)
    finally:
        connection.close()


def test_many_workers_never_send_the_same_message(committed_db, receiver):
    olga = an_owner()
    hooks = [a_hook(receiver.url, by=olga, label=f"Number {n}").hook for n in range(4)]
    for _ in range(6):
        for hook in hooks:
            a_message(hook)

    def work(_: int) -> int:
        calls = 0
        try:
            while send_next():
                calls += 1
        finally:
            connection.close()
        return calls

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(work, range(8))) == 24
    # A worker that finds every webhook held goes away; the last one takes what is left.
    assert sorted(receiver.numbers) == sorted(Message.objects.values_list("number", flat=True))
    assert set(Message.objects.values_list("state", "attempts")) == {("delivered", 1)}


def test_a_worker_that_came_too_late_changes_nothing(hook, receiver, monkeypatch):
    message = a_message(hook)

    def overtaken(*given):
        # While the call is on its way the lease runs out, and another worker sends the message.
        monkeypatch.setattr(sending, "post", real)
        make_due()
        assert send_next()
        return sending.Answer(500, 1)

    real = sending.post
    monkeypatch.setattr(sending, "post", overtaken)
    assert send_next()
    message.refresh_from_db()
    hook.refresh_from_db()
    assert (message.state, message.status, message.attempts, hook.failures) == ("delivered", 204, 2, 0)


def test_who_kills_every_worker_ends_up_dead(hook):
    message = a_message(hook, attempts=MOST_ATTEMPTS)
    assert send_messages() == 0
    message.refresh_from_db()
    assert (message.state, message.error) == ("dead", "Our process died during the last attempt.")


def test_nobody_waits_for_a_receiver_inside_a_transaction(hook):
    a_message(hook)
    with transaction.atomic():
        assert send_next()
    assert Message.objects.get().error == "we failed: RuntimeError"


def test_what_a_killed_process_was_sending_is_sent_again_under_the_same_id(hook, receiver):
    """A real process, killed while the receiver keeps it waiting; its lease, made long, is over when we say so."""
    message = a_message(hook)
    it_is_dead = Event()
    receiver.answers.append(once(it_is_dead))
    worker = _a_worker()
    try:
        wait_until(lambda: receiver.heard)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        assert not send_next()  # the lease holds
        Hook.objects.filter(pk=hook.pk).update(lease_until=clock.now() - timedelta(seconds=1))
        assert send_next()
    finally:
        it_is_dead.set()
        worker.kill()
        worker.wait()
    message.refresh_from_db()
    assert receiver.numbers == [message.number] * 2
    assert (message.state, message.attempts) == ("delivered", 2)


def _a_worker() -> subprocess.Popen:
    code = (
        "import django, datetime; django.setup(); from accounts.hooks.services import send_messages as sending;"
        "sending.LEASE = datetime.timedelta(minutes=10); sending.send_next()"
    )
    server = connection.settings_dict
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "fidus.settings",
        "DATABASE_URL": f"postgresql://fidus_app@/{server['NAME']}?host={server['HOST']}&port={server['PORT'] or 5432}",
        "SECRET_KEY": "tests",
        "DOCUMENT_KEYS": our_settings.DOCUMENT_KEYS[0],
        "HOOKS_TO_LOOPBACK": "true",
    }
    return subprocess.Popen([sys.executable, "-c", code], env=environment, cwd=our_settings.BASE_DIR)


def test_a_membership_that_ended_ends_what_is_heard(committed_db, receiver):
    from accounts.services.remove_member import remove_member

    ada = a_client("Ada Example")
    user = member(ada, "ada@example.test")
    hook = a_hook(receiver.url, by=user, kinds=["InvestmentOpened"]).hook
    a_message(hook, ada, kind="InvestmentOpened", path="investments/INV-9999")
    remove_member(client=ada, user=user, by=None)
    assert send_next()
    assert Message.objects.get().error == "Not sent: it is not its owner's to see."
    assert receiver.heard == []

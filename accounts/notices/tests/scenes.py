"""Channels, rules, events and moments of them for tests."""

from typing import Any

from django.db import connection, transaction

from accounts.events import MemberAdded, of_client
from accounts.models import Client, User
from accounts.notices.models import Channel, Notice, NoticeRule
from accounts.notices.services.confirm_channel import confirm_channel
from accounts.notices.services.propose_channel import propose_channel
from accounts.notices.services.queue_notices import queue_notices
from accounts.notices.services.set_rule import set_rule
from accounts.tests.people import staff
from accounts.trail.api import record
from accounts.trail.services.seal import seal
from fidus.lib import clock

KIND = "MemberAdded"
TELEGRAM = {"token": "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw", "chat": "123456789"}


def an_owner(email: str = "olga@example.test", role: str = "administrator") -> User:
    return staff(role, email)


def mail_channel(by: User) -> Channel:
    return propose_channel(way="email", label="My mail", given={}, by=by)


def telegram_channel(by: User, **given: str) -> Channel:
    """One in use; its code was told nobody but this function."""
    from accounts.hooks.sealing import opened

    channel = propose_channel(way="telegram", label="My phone", given={**TELEGRAM, **given}, by=by)
    confirm_channel(channel, code=opened(channel_row(channel).code), by=by)
    Notice.objects.filter(channel=channel).delete()
    return channel_row(channel)


def channel_row(channel: Channel) -> Channel:
    return Channel.objects.get(pk=channel.pk)


def a_rule(channel: Channel, **fields: Any) -> NoticeRule:
    told: dict[str, Any] = {"kinds": [KIND], "pace": "at_once", **fields}
    return set_rule(channel=channel, by=channel.owner, **told)


def a_notice(channel: Channel, **fields: Any) -> Notice:
    """A test that is due."""
    told = {"kind": "TestSent", "happened_at": clock.now(), "urgent": True, **fields}
    return Notice.objects.create(channel=channel, **told)


def happens(client: Client) -> int:
    """An event about `client`, committed; its number."""
    with transaction.atomic():
        event = MemberAdded(subject=of_client(client.number), client=client.pk, user=1, email="somebody@example.test")
        return record(event, by=None)


def queued() -> int:
    """How many notices the sealed events made."""
    seal()
    return queue_notices()


def make_due() -> None:
    """As if the waits and leases were over."""
    with connection.cursor() as cursor:
        cursor.execute("update notices_notice set due_at = clock_timestamp() - interval '1 s' where state = 'waiting'")
        cursor.execute("update notices_channel set lease_until = null, not_before = null")

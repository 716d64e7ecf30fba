"""Events become notices for those who may hear of them, once each, without anybody being called."""

import socket
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from accounts.notices.models import Notice, NoticeReach
from accounts.notices.services.queue_notices import queue_notices
from accounts.notices.tests.scenes import a_rule, an_owner, happens, mail_channel, queued
from accounts.tests.people import a_client, member, staff
from accounts.trail.services.seal import seal


def test_an_event_is_queued_once_for_each_rule_that_wants_it(committed_db):
    one, other = an_owner(), an_owner("otto@example.test")
    for owner in (one, other):
        a_rule(mail_channel(owner))
    client = a_client()
    event = happens(client)
    assert queued() == 2
    assert queue_notices() == 0
    NoticeReach.objects.update(seal=0)
    queue_notices()
    told = Notice.objects.filter(event=event)
    assert sorted(told.values_list("channel__owner__email", flat=True)) == ["olga@example.test", "otto@example.test"]
    assert {notice.about for notice in told} == {f"client:{client.number}"}


def test_a_hundred_events_at_the_same_time_are_told_once_each_by_several_processes(committed_db):
    a_rule(mail_channel(an_owner()))
    client = a_client()

    def one(_: int) -> int:
        try:
            return happens(client)
        finally:
            connection.close()

    def queue(_: int) -> int:
        try:
            return queue_notices()
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        events = set(pool.map(one, range(100)))
    seal()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(queue, range(8)))
    told = list(Notice.objects.values_list("event", flat=True))
    assert len(told) == 100
    assert set(told) == events


def test_whoever_may_not_see_it_is_told_nothing(committed_db):
    client = a_client("Ada Example")
    ada, bruno = member(client, "ada@example.test"), member(a_client("Bruno Sample"))
    for user in (ada, bruno):
        a_rule(mail_channel(user), kinds=["NewDeviceUsed"])
    trader = staff("trader", "tom@example.test")
    rule = a_rule(mail_channel(trader), kinds=["AlertOpened"])
    type(rule).objects.filter(pk=rule.pk).update(kinds=["MemberAdded", "UserSuspended"])
    happens(client)
    # A trader sees clients, so hears of their members.
    assert queued() == 1
    trader.groups.clear()
    happens(client)
    assert queued() == 0


def test_queueing_calls_nobody(committed_db, monkeypatch):
    a_rule(mail_channel(an_owner()))
    happens(a_client())

    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("a handler of events opened a connection")

    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert queued() == 1


def test_what_happened_before_the_rule_is_not_told(committed_db):
    client, channel = a_client(), mail_channel(an_owner())
    happens(client)
    a_rule(channel)
    assert queued() == 0


@pytest.mark.parametrize("kinds", [["AlertOpened"], ["RolesChanged"]])
def test_a_client_cannot_ask_for_the_offices_work(db, kinds):
    from accounts.notices.errors import NotAsDescribed

    channel = mail_channel(member(a_client(), "ada@example.test"))
    with pytest.raises(NotAsDescribed, match="You cannot hear of these"):
        a_rule(channel, kinds=kinds)

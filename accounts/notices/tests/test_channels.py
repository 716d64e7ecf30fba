"""A channel is used once it has been shown to reach its owner."""

from datetime import timedelta

import pytest

from accounts.hooks.sealing import opened
from accounts.notices.domain.codes import MOST_TRIES
from accounts.notices.errors import NotAsDescribed, WrongCode, WrongState
from accounts.notices.models import Channel, Notice, NoticeRule
from accounts.notices.services.confirm_channel import confirm_channel
from accounts.notices.services.forget_notices import forget_notices
from accounts.notices.services.move_channel import move_channel
from accounts.notices.services.propose_channel import MOST, propose_channel
from accounts.notices.services.seal_secrets_anew import seal_secrets_anew
from accounts.notices.services.send_code import send_code
from accounts.notices.services.send_test import send_test
from accounts.notices.services.set_habits import set_habits
from accounts.notices.tests.scenes import (
    TELEGRAM,
    a_notice,
    a_rule,
    an_owner,
    channel_row,
    mail_channel,
    telegram_channel,
)
from accounts.services.suspend_user import suspend_user
from accounts.tests.people import a_client, member, staff
from fidus.lib import clock


@pytest.fixture
def olga(db):
    return an_owner()


@pytest.fixture
def proposed(olga) -> Channel:
    return propose_channel(way="telegram", label="My phone", given=TELEGRAM, by=olga)


def test_nothing_can_be_told_by_a_channel_that_was_not_confirmed(olga, proposed):
    with pytest.raises(WrongState, match="Confirm the channel first"):
        a_rule(proposed)
    with pytest.raises(WrongState):
        send_test(proposed, by=olga)
    confirm_channel(proposed, code=opened(channel_row(proposed).code), by=olga)
    assert a_rule(proposed).kinds == ["MemberAdded"]
    row = channel_row(proposed)
    assert (row.state, row.code) == ("confirmed", "")


def test_a_code_is_good_for_five_tries_and_half_an_hour(olga, proposed):
    code = opened(channel_row(proposed).code)
    for _ in range(MOST_TRIES):
        with pytest.raises(WrongCode, match="not the code"):
            confirm_channel(proposed, code="0000 0000" if code != "0000 0000" else "1111 1111", by=olga)
    with pytest.raises(WrongCode, match="too often"):
        confirm_channel(proposed, code=code, by=olga)
    with pytest.raises(WrongState, match="wait a little"):
        send_code(proposed, by=olga)
    Notice.objects.update(happened_at=clock.now() - timedelta(minutes=1))
    send_code(proposed, by=olga)
    assert list(Notice.objects.order_by("pk").values_list("state", flat=True)) == ["dropped", "waiting"]
    with pytest.raises(WrongCode):
        confirm_channel(proposed, code=code, by=olga)
    Channel.objects.update(code_until=clock.now() - timedelta(seconds=1))
    with pytest.raises(WrongCode, match="not good any more"):
        confirm_channel(proposed, code=opened(channel_row(proposed).code), by=olga)


def test_secrets_lie_sealed_and_go_when_the_channel_is_removed(olga, proposed):
    row = channel_row(proposed)
    assert TELEGRAM["token"] not in row.secret
    assert TELEGRAM["token"] in opened(row.secret)
    assert seal_secrets_anew() == 1
    assert TELEGRAM["token"] in opened(channel_row(proposed).secret)
    move_channel(proposed, "remove", by=olga)
    assert channel_row(proposed).secret == ""


def test_removing_a_channel_ends_its_rules_and_drops_what_waits(olga):
    channel = mail_channel(olga)
    a_rule(channel)
    a_notice(channel)
    move_channel(channel, "remove", by=olga)
    assert NoticeRule.objects.filter(ended_at=None).count() == 0
    assert Notice.objects.get().state == "dropped"


def test_nobody_has_more_channels_than_they_can_look_after(olga):
    mail_channel(olga)
    with pytest.raises(NotAsDescribed, match="already"):
        mail_channel(olga)
    for number in range(MOST - 1):
        propose_channel(way="telegram", label=str(number), given=TELEGRAM, by=olga)
    with pytest.raises(NotAsDescribed, match="more than"):
        propose_channel(way="telegram", label="one too many", given=TELEGRAM, by=olga)


def test_a_rule_is_of_ones_own_channels_and_a_kind_is_told_once_by_each(olga):
    channel, other = mail_channel(olga), mail_channel(staff("trader", "tom@example.test"))
    rule = a_rule(channel)
    with pytest.raises(NotAsDescribed, match="Another rule"):
        a_rule(channel)
    from accounts.notices.services.set_rule import set_rule

    with pytest.raises(NotAsDescribed, match="own channels"):
        set_rule(channel=other, kinds=["MemberAdded"], pace="at_once", by=olga)
    with pytest.raises(NotAsDescribed, match="own channels"):
        set_rule(channel=other, kinds=["AlertOpened"], pace="at_once", rule=rule, by=other.owner)


def test_whoever_loses_access_is_told_nothing_until_they_come_back_and_say_so(db):
    ada = member(a_client(), "ada@example.test")
    phone = telegram_channel(ada)
    proposed = propose_channel(way="telegram", label="Other", given=TELEGRAM, by=ada)
    suspend_user(user=ada, reason="lost her phone", by=an_owner())
    assert (channel_row(phone).state, channel_row(proposed).state) == ("paused", "removed")
    with pytest.raises(WrongState, match="cannot have notices"):
        move_channel(phone, "resume", by=ada)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"zone": "Mars/Olympus"}, "no such time zone"),
        ({"quiet_until": None}, "a beginning and an end"),
        ({"quiet_until": clock.now().time().replace(hour=22, minute=0, second=0, microsecond=0)}, "at another time"),
        ({"daily_at": 24}, "from 0 to 23"),
    ],
)
def test_times_that_are_none_are_refused(olga, given, words):
    evening = clock.now().time().replace(hour=22, minute=0, second=0, microsecond=0)
    told = {
        "zone": "Europe/London", "quiet_from": evening, "quiet_until": evening.replace(hour=7), "urgent_passes": True,
        "daily_at": 8,
    } | given  # fmt: skip
    with pytest.raises(NotAsDescribed, match=words):
        set_habits(**told, by=olga)


def test_old_notices_are_forgotten(olga):
    channel = mail_channel(olga)
    old = a_notice(channel, state="sent", happened_at=clock.now() - timedelta(days=61))
    a_notice(channel, state="sent")
    assert forget_notices() == 1
    assert not Notice.objects.filter(pk=old.pk).exists()

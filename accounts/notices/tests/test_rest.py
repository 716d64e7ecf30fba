"""Notices over the API: each person's own, and secrets go in alone."""

import pytest

from accounts.gateway.tests.callers import Caller
from accounts.hooks.sealing import opened
from accounts.notices.models import Channel, NoticeRule
from accounts.notices.tests.scenes import TELEGRAM, a_notice, an_owner, telegram_channel
from accounts.tests.people import a_client, member, staff


@pytest.fixture
def olga(db):
    return an_owner()


def test_a_channel_is_looked_after_from_proposing_to_removing(olga):
    caller = Caller(olga)
    made = caller.post("notice-channels", {"way": "telegram", "label": "My phone", "given": TELEGRAM})
    assert made.status_code == 201, made.content
    assert made.json()["state"] == "proposed"
    assert TELEGRAM["token"] not in made.content.decode()
    where = f"notice-channels/{made.json()['id']}"
    rule = {"channel": made.json()["id"], "kinds": ["MemberAdded"]}
    assert caller.post("notice-rules", rule).status_code == 409
    assert caller.post(f"{where}/confirm", {"code": "nothing"}).status_code == 409
    confirmed = caller.post(f"{where}/confirm", {"code": opened(Channel.objects.get().code)})
    assert confirmed.json()["state"] == "confirmed"
    kept = caller.post("notice-rules", rule)
    assert (kept.status_code, kept.json()["kinds"]) == (201, ["MemberAdded"])
    told = caller.post(f"notice-rules/{kept.json()['id']}/change", {**rule, "pace": "daily"})
    assert told.json()["pace"] == "daily"
    assert caller.post(f"{where}/test").status_code == 200
    assert caller.get("notices").json()["data"][0]["kind"] == "TestSent"
    assert caller.post(f"{where}/pause").json()["state"] == "paused"
    assert caller.post(f"{where}/resume").json()["state"] == "confirmed"
    assert caller.post(f"notice-rules/{kept.json()['id']}/end").status_code == 204
    assert caller.post(f"{where}/remove").status_code == 204
    assert caller.get(where).status_code == 404


def test_a_figure_is_watched(db):
    trader = staff("back_office")
    caller, channel = Caller(trader), telegram_channel(trader)
    order = {"figure": "approvals", "below": False, "threshold": "1", "clears_at": "0", "channel": channel.pk}
    made = caller.post("figure-alerts", order)
    assert (made.status_code, made.json()["state"]) == (201, "armed")
    where = f"figure-alerts/{made.json()['id']}"
    assert caller.post(f"{where}/switch-off").json()["state"] == "off"
    assert caller.post(f"{where}/switch-on").json()["state"] == "armed"
    assert caller.post(f"{where}/remove").status_code == 204


def test_what_is_somebody_elses_is_not_there(olga):
    ada = member(a_client("Ada Example"), "ada@example.test")
    channel = telegram_channel(ada)
    notice = a_notice(channel)
    assert Caller(ada).get(f"notice-channels/{channel.pk}").status_code == 200
    for stranger in (olga, member(a_client("Bruno Sample"))):
        caller = Caller(stranger)
        assert caller.get(f"notice-channels/{channel.pk}").status_code == 404
        assert caller.get(f"notices/{notice.pk}").status_code == 404
        assert caller.post(f"notice-channels/{channel.pk}/test").status_code == 404
        rule = caller.post("notice-rules", {"channel": channel.pk, "kinds": ["StatementIssued"]})
        assert rule.status_code in {400, 422}
    assert not NoticeRule.objects.exists()


def test_a_hostile_address_is_refused(olga):
    order = {"way": "slack", "label": "x", "given": {"address": "https://169.254.169.254/services/T/B/x"}}
    answer = Caller(olga).post("notice-channels", order)
    assert answer.status_code == 409
    assert not Channel.objects.exists()

"""What the demo's people are told."""

from datetime import timedelta

from accounts.notices.models import Channel, FigureAlert, Notice, NoticeRule
from accounts.tests.people import a_client, member, staff
from fidus.demo.notices import show_notices
from fidus.lib import clock


def test_four_people_are_told_by_letter_alone(db):
    ada = member(a_client("Ada Example"), "ada@example.test")
    people = {
        "officer": staff("back_office", "petra@example.test"),
        "trader": staff("trader", "theo@example.test"),
        "developer": staff("strategy_developer", "sela@example.test"),
    }
    show_notices(client=ada, **people)
    assert set(Channel.objects.values_list("way", "state")) == {("email", "confirmed")}
    assert NoticeRule.objects.count() == 5
    assert NoticeRule.objects.get(owner=ada).heard_from < clock.now() - timedelta(days=30)
    assert FigureAlert.objects.count() == 2
    assert Notice.objects.get().channel.owner == people["trader"]

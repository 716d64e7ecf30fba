"""Alerts of somebody's own: raised once, ended on the good side, and of nothing that they may not see."""

from decimal import Decimal

import pytest

from accounts.notices import registry
from accounts.notices.errors import NotAsDescribed, WrongState
from accounts.notices.models import FigureAlert, Notice
from accounts.notices.services import evaluate_figure_alerts as evaluating
from accounts.notices.services.evaluate_figure_alerts import evaluate_figure_alerts
from accounts.notices.services.make_figure_alert import make_figure_alert, move_figure_alert
from accounts.notices.services.send_notices import send_next
from accounts.notices.tests.scenes import an_owner, mail_channel
from accounts.tests.people import a_client, member, staff
from accounts.trail.models import StoredEvent

NOW: dict[str, Decimal] = {}


class Level:
    """A figure whose value the test says; who trades may see it."""

    title, unit, below = "Level", "%", True

    def choices(self, user):
        return {"7": "Account 7"} if user.has_perm("trading.view_brokeraccount") else {}

    def values(self, user, keys):
        return {key: value for key, value in NOW.items() if key in self.choices(user)}


LEVEL = Level()


@pytest.fixture
def level(monkeypatch):
    NOW.clear()
    monkeypatch.setitem(registry._wired.figures, "level", f"{__name__}.LEVEL")


def an_alert(by, **given) -> FigureAlert:
    told = {"figure": "level", "of": "7", "below": True, "threshold": Decimal(100), "clears_at": Decimal(120), **given}
    channel = by.notice_channels.first() or mail_channel(by)
    return make_figure_alert(channel=channel, by=by, **told)


def at(value: int) -> int:
    NOW["7"] = Decimal(value)
    return evaluate_figure_alerts()


def test_a_figure_that_trembles_on_its_threshold_is_told_once_and_again_after_it_was_good(committed_db, level, mail):
    tom = staff("trader", "tom@example.test")
    alert = an_alert(tom)
    assert [at(value) for value in (101, 99, 101, 98, 119, 120, 99)] == [0, 1, 0, 0, 0, 1, 1]
    assert Notice.objects.count() == 2
    kinds = StoredEvent.objects.filter(subject=alert.subject).order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["FigureAlertMade", "FigureAlertRaised", "FigureAlertEnded", "FigureAlertRaised"]
    assert send_next()
    letter = mail.letters[0]
    assert "Level: Account 7" in letter["Subject"]
    assert "It stands at 99%, below 100%" in letter.get_payload(decode=True).decode()


def test_whoever_may_not_see_a_figure_any_more_is_not_told_of_it(db, level):
    tom = staff("trader", "tom@example.test")
    alert = an_alert(tom)
    tom.groups.clear()
    assert at(50) == 0
    alert.refresh_from_db()
    assert (alert.state, alert.value) == ("armed", None)


def test_one_that_was_raised_before_is_not_sent_after_the_right_has_gone(committed_db, level, mail):
    tom = staff("trader", "tom@example.test")
    an_alert(tom)
    assert at(50) == 1
    tom.groups.set([])
    tom.groups.add(staff("compliance_officer").groups.get())
    monitored = Notice.objects.get()
    tom.user_permissions.clear()
    FigureAlert.objects.update(of="8")
    assert send_next()
    monitored.refresh_from_db()
    assert monitored.state == "dropped"
    assert mail.letters == []


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"figure": "nothing"}, "no such figure"),
        ({"of": "8"}, "cannot watch"),
        ({"clears_at": Decimal(90)}, "ends there or above"),
        ({"below": False}, "ends there or below"),
        ({"threshold": Decimal("NaN")}, "numbers"),
        ({"threshold": Decimal(10) ** 20, "clears_at": Decimal(10) ** 20}, "too large"),
    ],
)
def test_what_cannot_be_watched_is_refused(db, level, given, words):
    with pytest.raises(NotAsDescribed, match=words):
        an_alert(staff("trader", "tom@example.test"), **given)


def test_a_client_watches_nothing_of_the_firm(db):
    ada = member(a_client(), "ada@example.test")
    assert all(not figure.choices(ada) for figure in registry.figures().values())
    assert all(not figure.values(ada, {"1", ""}) for figure in registry.figures().values())


def test_every_figure_of_the_wiring_answers_to_whoever_may_see_all(db):
    for role in ("back_office", "trader"):
        user = staff(role, f"{role}@example.test")
        for figure in registry.figures().values():
            assert isinstance(figure.title, str)
            assert set(figure.values(user, set(figure.choices(user)))) <= set(figure.choices(user))


def test_one_that_is_off_is_not_looked_at_and_begins_anew(db, level):
    tom = staff("trader", "tom@example.test")
    alert = move_figure_alert(an_alert(tom), "switch_off", by=tom)
    assert at(50) == 0
    move_figure_alert(alert, "switch_on", by=tom)
    assert at(50) == 1
    with pytest.raises(WrongState):
        move_figure_alert(alert, "remove", by=an_owner())


def test_a_figure_that_cannot_be_read_keeps_nobody_elses_from_being_told(db, level, monkeypatch):
    an_alert(staff("trader", "tom@example.test"))
    an_alert(staff("trader", "tina@example.test"))
    asked = []

    def values(self, user, keys):
        asked.append(user.email)
        if len(asked) == 1:
            raise ZeroDivisionError
        return {"7": Decimal(1)}

    monkeypatch.setattr(Level, "values", values)
    assert evaluating.evaluate_figure_alerts() == 1

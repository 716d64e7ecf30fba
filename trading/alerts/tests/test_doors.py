"""Pages and API of alerts: who opens them, what they show, and that each act is one service."""

import pytest
from django.urls import reverse

from accounts.gateway.tests.callers import Caller
from accounts.tests.people import member, staff
from fidus.lib import clock
from trading.alerts.models import Alert, AlertRule
from trading.alerts.services.evaluate_alerts import evaluate_alerts
from trading.reconciliation.tests.scenes import NOON, an_account, seen

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture(autouse=True)
def at_noon(db):
    with clock.at(NOON):
        yield


@pytest.fixture
def alert():
    seen(an_account(), "1000", margin=100, margin_level=140)
    evaluate_alerts()
    return Alert.objects.get()


def page(name, *args):
    return reverse(f"admin:alerts_{name}", args=args)


def test_pages_open_for_the_back_office_and_traders_and_for_no_stranger(client, alert):
    seeing = [page("alert_changelist"), page("alert_change", alert.pk), page("alertrule_changelist"),
              page("alertrule_change", alert.rule_id)]  # fmt: skip
    acting = [page("alert_see", alert.pk), page("alertrule_set"), page("alertrule_adjust", alert.rule_id)]
    for person, sees, acts in (
        (staff(), 200, 200),
        (staff("trader", "t@example.test"), 200, 200),
        (staff("viewer", "v@example.test"), 200, 403),
        (member(), 302, 302),
    ):
        client.force_login(person)
        assert {client.get(url).status_code for url in seeing} == {sees}
        assert {client.get(url).status_code for url in acting} == {acts}


def test_an_empty_list_leads_to_the_rules(client):
    client.force_login(staff())
    assert page("alertrule_changelist") in client.get(page("alert_changelist")).content.decode()


def test_seeing_an_alert_takes_it_off_home_and_keeps_the_note(client, alert):
    client.force_login(staff())
    assert "Margin level" in client.get(reverse("admin:index")).content.decode()
    assert client.post(page("alert_see", alert.pk), {"note": "The desk reduces it"}).status_code == 302
    alert.refresh_from_db()
    assert (alert.state, alert.note) == ("seen", "The desk reduces it")
    again = client.post(page("alert_see", alert.pk), {"note": "Me, too"})
    assert "was seen already" in again.content.decode()


def test_a_rule_that_cannot_be_is_told_at_the_form_and_loses_nothing(client):
    client.force_login(staff())
    given = {"kind": "margin_level", "threshold": "200", "clears_at": "100", "days": "1", "is_on": "on"}
    shown = client.post(page("alertrule_set"), given).content.decode()
    assert "ends there or above" in shown
    assert 'value="200"' in shown
    client.post(page("alertrule_set"), {**given, "clears_at": ""})
    rule = AlertRule.objects.get(kind="margin_level")
    assert (rule.threshold, rule.clears_at) == (200, 220)


def test_rules_are_set_and_alerts_seen_through_the_api(alert):
    caller, stranger, reader = Caller(staff()), Caller(member()), Caller(staff("viewer", "v@example.test"))
    made = caller.post("alert-rules", {"kind": "stale", "threshold": "60", "account": alert.account_id})
    assert (made.status_code, made.json()["clears_at"]) == (201, "24.000")
    assert caller.post("alert-rules", {"kind": "stale", "threshold": "60", "broker": "Nobody"}).status_code >= 400
    assert caller.get(f"alerts/{alert.pk}").json()["kind"] == "margin_level"
    assert reader.get(f"alerts/{alert.pk}").status_code == 200
    assert reader.post(f"alerts/{alert.pk}/see", {}).status_code == 403
    assert stranger.get(f"alerts/{alert.pk}").status_code in (403, 404)
    assert caller.post(f"alerts/{alert.pk}/see", {"note": "Seen"}).json()["state"] == "seen"


def test_lists_ask_the_same_questions_however_long_they_are(client, django_assert_max_num_queries):
    for _ in range(20):
        seen(an_account(), "1000", margin=100, margin_level=140)
    evaluate_alerts()
    client.force_login(staff())
    client.get(page("alert_changelist"))
    with django_assert_max_num_queries(12):
        assert client.get(page("alert_changelist")).status_code == 200

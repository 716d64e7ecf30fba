"""Each kind of alert: opened, followed and ended by what the watch sees, with a real database."""

import threading
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection

from accounts.tests.people import staff
from accounts.trail.api import events_about
from fidus.lib import clock
from trading.alerts.domain.hysteresis import drawdown
from trading.alerts.domain.kinds import Kind
from trading.alerts.errors import IllegalState, NotARule
from trading.alerts.models import Alert, AlertRule
from trading.alerts.services.evaluate_alerts import evaluate_alerts
from trading.alerts.services.see_alert import see_alert
from trading.alerts.services.set_rule import set_rule
from trading.reconciliation.tests.scenes import NOON, an_account, deposit, seen
from trading.watch.models import GatewayHealth, Watch


@pytest.fixture(autouse=True)
def at_noon(request):
    with clock.at(NOON):
        yield


@pytest.fixture
def olga(db):
    return staff(email="olga@example.test")


def watched(account, **more):
    line, _ = GatewayHealth.objects.get_or_create(line="mt5:1", defaults={"name": "Bridge Berlin"})
    given = {"line": line, "due_at": NOON, "connected_at": NOON}
    return Watch.objects.create(account=account, **{**given, **more})


def alerts():
    return [(one.rule.kind, one.figure, one.state) for one in Alert.objects.order_by("pk")]


def after(minutes):
    with clock.at(NOON + timedelta(minutes=minutes)):
        return evaluate_alerts()


def test_a_margin_level_opens_one_alert_is_followed_and_ends_when_it_is_good_again(db):
    account = an_account()
    seen(account, "1000", margin=Decimal(100), margin_level=Decimal(140))
    assert evaluate_alerts().opened == 1
    for level, state in ((155, "open"), (120, "open"), (164, "open"), (165, "closed")):
        seen(account, "1000", margin=Decimal(100), margin_level=Decimal(level))
        evaluate_alerts()
        assert alerts() == [("margin_level", Decimal(level), state)]
    one = Alert.objects.get()
    assert (one.worst, one.threshold) == (Decimal(120), Decimal(150))
    assert [event.kind for event in events_about(subject=one.name)] == ["AlertClosed", "AlertOpened"]
    seen(account, "1000", margin=Decimal(100), margin_level=Decimal(149))
    evaluate_alerts()
    assert Alert.objects.count() == 2


def test_no_margin_used_ends_a_margin_alert(db):
    account = an_account()
    seen(account, "1000", margin=Decimal(100), margin_level=Decimal(140))
    evaluate_alerts()
    seen(account, "1000")
    evaluate_alerts()
    assert alerts() == [("margin_level", None, "closed")]


def test_an_account_that_is_not_seen_is_told_after_five_minutes_and_no_resting_one(db):
    account, resting = an_account(), an_account()
    watched(account)
    Watch.objects.create(account=resting, state="resting", due_at=NOON, connected_at=NOON)
    seen(account, "0")
    seen(resting, "0")
    assert after(4.9).opened == 0
    assert after(5).opened == 1
    assert alerts() == [("stale", Decimal(300), "open")]
    seen(account, "0", at=NOON + timedelta(minutes=6))
    assert after(6.5).closed == 1


def test_a_refused_login_is_told_with_the_brokers_words_and_ends_when_it_answers(db):
    account = an_account()
    watch = watched(account, state="refused", failures=3, failure_words="Invalid account")
    evaluate_alerts()
    one = Alert.objects.get()
    assert (one.rule.kind, one.figure, one.words) == ("login_failed", 3, "Invalid account")
    Watch.objects.filter(pk=watch.pk).update(state="watching")
    seen(account, "0")
    evaluate_alerts()
    assert alerts()[0][-1] == "closed"


def test_a_gateway_that_is_not_asked_any_more_is_one_alert_for_all_its_accounts(db):
    for _ in range(3):
        watched(an_account())
    for state, failures, standing in (("open", 5, "open"), ("half_open", 5, "open"), ("closed", 0, "closed")):
        GatewayHealth.objects.update(state=state, failures=failures, opened_at=NOON, again_at=NOON, words="timed out")
        evaluate_alerts()
        assert [(kind, state) for kind, _, state in alerts()] == [("breaker", standing)]


def test_a_withdrawal_waits_for_a_person_and_the_next_one_is_another_alert(olga):
    account = an_account()
    deposit(account, "5000.00")
    deposit(account, "-1200.00")
    with clock.at(NOON - timedelta(days=4)):
        deposit(account, "-9.00")  # history that was brought in
    evaluate_alerts()
    assert alerts() == [("withdrawal", Decimal(1200), "open")]
    deposit(account, "-300.00")
    evaluate_alerts()
    assert alerts() == [("withdrawal", Decimal(1500), "open")]
    after(60 * 24 * 5)
    assert alerts() == [("withdrawal", Decimal(1500), "open")]
    see_alert(alert=Alert.objects.get(), by=olga, note="Asked for by the owner")
    assert alerts()[0][-1] == "closed"
    evaluate_alerts()
    assert Alert.objects.count() == 1
    deposit(account, "-7.00")
    evaluate_alerts()
    assert alerts()[1] == ("withdrawal", Decimal(7), "open")


def test_a_drawdown_is_of_what_trading_made_and_no_deposit_or_withdrawal_moves_it(db):
    """10,000 in and 12,000 at best; 5,000 more in are 17,000 at best, of which 1,700 are 10 percent."""
    account = an_account()
    deposit(account, "10000.00")
    seen(account, "10000.00", equity=Decimal(12000))
    evaluate_alerts()
    deposit(account, "5000.00")
    seen(account, "15000.00", equity=Decimal(17000))
    evaluate_alerts()
    assert alerts() == []
    seen(account, "15000.00", equity=Decimal("15300.00"))  # 1,700 of 17,000
    evaluate_alerts()
    assert alerts() == [("drawdown", drawdown(Decimal(2000), Decimal(300), Decimal(15000)), "open")]
    seen(account, "15000.00", equity=Decimal("15640.00"))  # 1,360 of 17,000
    evaluate_alerts()
    assert alerts() == [("drawdown", Decimal(8), "closed")]


def test_money_that_is_not_booked_yet_is_no_drawdown(db):
    account = an_account()
    deposit(account, "10000.00")
    seen(account, "10000.00")
    evaluate_alerts()
    seen(account, "2000.00")  # a withdrawal that nobody told of
    evaluate_alerts()
    seen(account, "15000.00")  # a deposit
    evaluate_alerts()
    assert alerts() == []
    deposit(account, "5000.00")
    evaluate_alerts()
    seen(account, "15000.00", equity=Decimal("13500.00"))
    evaluate_alerts()
    assert alerts() == [("drawdown", Decimal(10), "open")]


def test_the_next_day_begins_anew_unless_a_rule_reaches_further_back(olga):
    near, far = (an_account() for _ in range(2))
    set_rule(kind=Kind.DRAWDOWN, threshold=Decimal(10), days=7, account=far, by=olga)
    for account in (near, far):
        deposit(account, "1000.00")
        seen(account, "1000.00", equity=Decimal(1500))
    evaluate_alerts()
    for account in (near, far):
        seen(account, "1000.00", equity=Decimal(1000))
    after(24 * 60)
    assert [one.account for one in Alert.objects.all()] == [far]


def test_the_nearest_rule_holds_also_one_that_is_off(olga):
    first, second, third = an_account(), an_account(), an_account(broker="Other Markets")
    set_rule(kind=Kind.MARGIN_LEVEL, threshold=Decimal(200), broker="Sample Markets", by=olga)
    set_rule(kind=Kind.MARGIN_LEVEL, threshold=Decimal(200), account=second, is_on=False, by=olga)
    for account in (first, second, third):
        seen(account, "1000", margin=Decimal(100), margin_level=Decimal(180))
    evaluate_alerts()
    assert [one.account for one in Alert.objects.all()] == [first]
    set_rule(kind=Kind.MARGIN_LEVEL, threshold=Decimal(200), broker="Sample Markets", is_on=False, by=olga)
    evaluate_alerts()
    assert alerts()[0][-1] == "closed"


def test_rules_that_cannot_be_are_told_why(olga):
    account = an_account()
    for given in (
        {"kind": Kind.MARGIN_LEVEL, "threshold": Decimal(150), "clears_at": Decimal(149)},
        {"kind": Kind.STALE, "threshold": Decimal(60), "clears_at": Decimal(60)},
        {"kind": Kind.STALE, "threshold": Decimal(-1)},
        {"kind": Kind.STALE, "threshold": Decimal(60), "broker": "Nobody"},
        {"kind": Kind.STALE, "threshold": Decimal(60), "broker": account.broker, "account": account},
        {"kind": Kind.BREAKER, "threshold": Decimal(1), "account": account},
        {"kind": Kind.DRAWDOWN, "threshold": Decimal(1), "days": 0},
        {"kind": Kind.DRAWDOWN, "threshold": Decimal("1e15")},
    ):
        with pytest.raises(NotARule):
            set_rule(**given, by=olga)
    rule = set_rule(kind=Kind.MARGIN_LEVEL, threshold=Decimal(300), by=olga)
    assert (rule.clears_at, AlertRule.objects.count()) == (Decimal(330), 6)


def test_an_alert_is_seen_once_and_stands_until_its_figure_is_good(olga):
    account = an_account()
    seen(account, "1000", margin=Decimal(100), margin_level=Decimal(140))
    evaluate_alerts()
    alert = see_alert(alert=Alert.objects.get(), by=olga, note="The desk reduces it")
    assert (alert.state, alert.seen_by) == ("seen", olga)
    with pytest.raises(IllegalState):
        see_alert(alert=alert, by=olga)
    seen(account, "1000", margin=Decimal(100), margin_level=Decimal(100))
    evaluate_alerts()
    assert alerts() == [("margin_level", Decimal(100), "seen")]
    seen(account, "1000", margin=Decimal(100), margin_level=Decimal(500))
    evaluate_alerts()
    assert alerts()[0][-1] == "closed"


def test_many_evaluations_at_once_open_one_alert(committed_db):
    seen(an_account(), "1000", margin=Decimal(100), margin_level=Decimal(140))
    ready = threading.Barrier(4)

    def run():
        ready.wait()
        evaluate_alerts()
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([one for one in Alert.objects.all() if one.rule.kind == "margin_level"]) == 1
    assert evaluate_alerts().opened == 0

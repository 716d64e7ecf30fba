"""The demo shows one difference with a broker and one alert, and what it imports for others adds up."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.models import User
from fidus.demo.brokerage import trade
from fidus.demo.differences import PAID_IN, show_differences
from fidus.demo.people import DemoAccount
from fidus.lib import clock
from trading.alerts.models import Alert
from trading.reconciliation.models import Break
from trading.reconciliation.services.reconcile import reconcile

TODAY = date(2026, 11, 21)


@pytest.mark.django_db
def test_the_demo_shows_one_open_break_and_one_alert_and_no_import_adds_another():
    petra = User.objects.create_user("petra@example.test")
    with clock.at(TODAY):
        planned = DemoAccount(login=7700123, server="Sample-Live", broker="Sample Markets", earns=Decimal("8123.45"))
        trade(
            planned, owner="Ada Example", deposit=Decimal(100_000), start=date(2026, 1, 5), end=TODAY, seed=7, by=petra
        )
        account = show_differences(by=petra)
        assert reconcile().accounts == 2
        (broken,) = Break.objects.all()
        assert (broken.account, broken.kind, broken.state, broken.difference) == (account, "cash", "open", PAID_IN)
        (alert,) = Alert.objects.all()
        assert (alert.rule.kind, alert.account, alert.state) == ("margin_level", account, "open")
        assert alert.figure == Decimal("135.000")

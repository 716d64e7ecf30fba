"""How accounts stand, asked over the API."""

from datetime import timedelta

import pytest
from django.db import transaction

from accounts.gateway.tests.callers import Caller
from accounts.tests.people import staff
from accounts.trail.api import events_about
from fidus.lib import clock
from tests.rest.answers import done, refused
from trading.watch.models import GatewayHealth, Watch
from trading.watch.services.roll_up_days import roll_up_days
from trading.watch.services.take_sightings import take_sightings
from trading.watch.tests.scenes import AT, an_account, position, seen


@pytest.fixture
def account(db):
    account = an_account()
    for hours, equity in ((0, "1000.00"), (1, "990.004"), (2, "1012.345")):
        with transaction.atomic():
            take_sightings([seen(account, AT + timedelta(hours=hours), equity=equity, positions=[position()])])
    return account


@pytest.fixture
def trader(db) -> Caller:
    return Caller(staff("trader", "tessa@example.test"))


def usd(amount):
    return {"amount": amount, "currency": "USD"}


def test_an_account_stands_as_it_was_seen_last_valuations_in_whole_cents(trader, account):
    (found,) = trader.get("account-standings", account=account.pk).json()["data"]
    assert (found["id"], found["equity"], found["balance"]) == (account.pk, usd("1012.34"), usd("1000.00"))
    assert (found["seen_at"], found["positions"], found["source"]) == ("2026-11-20T12:00:00Z", 1, "poll")
    assert (found["failing_since"], found["failure"]) == (None, None)


def test_a_days_equity_has_its_first_last_highest_and_lowest(trader, account):
    roll_up_days(until=AT.date())
    days = trader.get(f"account-standings/{account.pk}/days", start="2026-11-19", end="2026-11-21").json()
    assert [(day["on"], day["first_equity"], day["last_equity"]) for day in days] == [
        ("2026-11-20", usd("1000.00"), usd("1012.34"))
    ]
    assert (days[0]["high_equity"], days[0]["low_equity"]) == (usd("1012.34"), usd("990.00"))
    backwards = trader.get(f"account-standings/{account.pk}/days", start="2026-11-21", end="2026-11-19")
    assert backwards.status_code == 400


def test_a_look_is_asked_for_where_somebody_visits(trader, account):
    refused(trader.post(f"account-standings/{account.pk}/look-now", {}), 409, "not-watched")
    line = GatewayHealth.objects.create(line="bridge 1")
    with clock.at(AT + timedelta(hours=3)):
        Watch.objects.create(account=account, line=line, due_at=clock.now() + timedelta(minutes=1))
        done(trader.post(f"account-standings/{account.pk}/look-now", {}))
        assert Watch.objects.get(account=account).due_at == clock.now()
    assert events_about(subject=f"broker account:{account.pk}")[0].kind == "BrokerLookAsked"


def test_who_may_look_may_not_have_looked(account):
    viewer = Caller(staff("viewer", "vera@example.test"))
    assert viewer.get(f"account-standings/{account.pk}").status_code == 200
    assert viewer.post(f"account-standings/{account.pk}/look-now", {}).status_code == 403

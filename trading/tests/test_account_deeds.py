"""Opening and disabling a broker account by hand, as one who may, one who may not, and one from another house."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from accounts.models import User
from accounts.trail.api import events_about
from trading.models import BrokerAccount
from trading.services.open_broker_account import open_broker_account

OPEN = "admin:trading_brokeraccount_open"
GIVEN = {
    "broker": "Example Markets", "server": "ExampleMarkets-Live", "login": "7001", "currency": "EUR",
    "platform": "mt5",
    "environment": "live", "margin_mode": "netting",
}  # fmt: skip


def person(name, *permissions):
    user = User.objects.create_user(f"{name}@example.com", "a long password", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return user


@pytest.fixture
def trader(db):
    return person("tessa", "view_brokeraccount", "open_account", "disable_account")


@pytest.fixture
def account(db):
    return open_broker_account(broker="Example", server="Example-Live", login=12, currency="USD", by=None)


def test_an_account_is_opened_by_hand_once(client, trader):
    client.force_login(trader)
    page = client.post(reverse(OPEN), GIVEN, follow=True).content.decode()
    made = BrokerAccount.objects.get()
    assert (made.login, made.server, made.currency, made.margin_mode) == (
        "7001",
        "ExampleMarkets-Live",
        "EUR",
        "netting",
    )
    assert "waits for its first report" in page
    again = client.post(reverse(OPEN), GIVEN)
    assert "is open already" in again.content.decode()
    assert BrokerAccount.objects.count() == 1


def test_an_account_is_disabled_with_a_reason_that_stays_on_the_trail(client, trader, account):
    client.force_login(trader)
    where = reverse("admin:trading_brokeraccount_disable", args=[account.pk])
    assert where in client.get(reverse("admin:trading_brokeraccount_change", args=[account.pk])).content.decode()
    client.post(where, {"reason": "  "})
    account.refresh_from_db()
    assert account.disabled_at is None
    page = client.post(where, {"reason": "Moved to another broker"}, follow=True).content.decode()
    account.refresh_from_db()
    assert account.disabled_at is not None
    assert where not in page
    newest = events_about(subject=f"broker account:{account.pk}")[0]
    assert newest.data["reason"] == "Moved to another broker"
    assert "is disabled already" in client.post(where, {"reason": "again"}).content.decode()


@pytest.mark.parametrize("permissions", [["view_brokeraccount"], ["open_account", "disable_account"], []])
def test_who_only_looks_and_who_does_not_even_see_accounts_changes_none(client, account, permissions):
    client.force_login(person("rolf", *permissions))
    assert client.post(reverse(OPEN), GIVEN).status_code == 403
    where = reverse("admin:trading_brokeraccount_disable", args=[account.pk])
    assert client.post(where, {"reason": "Because"}).status_code == 403
    account.refresh_from_db()
    assert account.disabled_at is None
    assert BrokerAccount.objects.count() == 1


def test_names_change_and_the_kind_only_before_there_is_history(client, trader, account):
    client.force_login(trader)
    where = reverse("admin:trading_brokeraccount_edit", args=[account.pk])
    assert 'value="Example"' in client.get(where).content.decode()
    given = {"broker": "Another", "name": "FIDUS Capital", "environment": "demo", "margin_mode": "netting"}
    client.post(where, given)
    account.refresh_from_db()
    assert (account.broker, account.name, account.environment, account.margin_mode) == tuple(given.values())
    assert events_about(subject=f"broker account:{account.pk}")[0].kind == "BrokerAccountChanged"
    BrokerAccount.objects.update(first_at=account.opened_at)
    client.post(where, {**given, "broker": "Third"})
    refused = client.post(where, {**given, "environment": "live"}).content.decode()
    assert "only an account without history changes its kind" in refused
    account.refresh_from_db()
    assert (account.broker, account.environment) == ("Third", "demo")


def test_disabling_what_is_not_there_is_not_found(client, trader):
    client.force_login(trader)
    assert client.get(reverse("admin:trading_brokeraccount_disable", args=[99])).status_code == 404

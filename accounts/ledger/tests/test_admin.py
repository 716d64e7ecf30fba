import pytest
from django.urls import reverse

from accounts.ledger import api
from accounts.ledger.tests.conftest import DAY, a_deposit
from accounts.models import User


@pytest.fixture
def staff(db, django_user_model) -> User:
    return django_user_model.objects.create_superuser("auditor@example.com", "a-long-password-1")


@pytest.fixture
def entry(bank, client, staff) -> int:
    posted = api.post_entry(a_deposit(bank, client, "1234.50"), by=staff)
    api.reverse_entry(posted.entry, key="undo:1", value_on=DAY, by=staff, reason="Wrong client")
    api.seal()
    return posted.entry


@pytest.fixture
def browser(staff):
    from django.test import Client

    browser = Client()
    browser.force_login(staff)
    return browser


def page(browser, name: str, *args: object, **query: str) -> str:
    response = browser.get(reverse(f"admin:ledger_{name}", args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def test_accounts_are_listed_with_their_balance_as_of_any_date(browser, bank, client):
    api.post_entry(a_deposit(bank, client, "1234.50"), by=None)
    assert "1,234.50 USD" in page(browser, "account_changelist")
    assert "1,234.50 USD" not in page(browser, "account_changelist", as_of="2026-03-09")
    assert "-1,234.50 USD" in page(browser, "account_change", client)
    assert "C100417" not in page(browser, "account_changelist", q="Bank")


def test_an_entry_shows_its_legs_its_seal_and_its_reversal(browser, entry):
    listed = page(browser, "entry_changelist", q="deposit:1")
    assert "deposit:1" in listed
    shown = page(browser, "entry_change", entry)
    for expected in ("Assets:Bank:USD", "1,234.50 USD", "-1,234.50 USD", "undo:1", "auditor@example.com"):
        assert expected in shown
    assert "undo:1" in page(browser, "entry_changelist", q="Liabilities:Clients:C1004")


def test_closed_periods_are_listed(browser, staff):
    api.close_period(until=DAY, by=staff)
    assert "auditor@example.com" in page(browser, "closedperiod_changelist")


@pytest.mark.parametrize("model", ["account", "entry", "closedperiod"])
def test_nobody_adds_changes_or_deletes_in_the_admin(browser, entry, model):
    assert browser.get(reverse(f"admin:ledger_{model}_add")).status_code == 403
    if model == "entry":
        assert browser.post(reverse("admin:ledger_entry_change", args=[entry]), {"text": "x"}).status_code == 403
        assert (
            browser.post(
                reverse("admin:ledger_entry_change", args=[entry]).replace("change", "delete"), {"post": "yes"}
            ).status_code
            == 404
        )


def test_the_list_of_accounts_takes_a_fixed_number_of_queries(browser, bank, client, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        page(browser, "account_changelist")

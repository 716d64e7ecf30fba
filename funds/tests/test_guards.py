"""What the database itself refuses, whoever asks."""

from datetime import date

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from accounts.models import Client, User
from fidus.lib import clock
from funds.models import InterestPayout, Investment, Product, TermsVersion


@pytest.fixture
def investment(db):
    client = Client.objects.create(number="7", kind="person", name="Ada Example", opened_at=clock.now())
    terms = TermsVersion.objects.create(
        product=Product.objects.create(code="TRY", name="Try"), version=1, valid_from=date(2026, 1, 1), currency="USD",
        monthly_rate="0.025", day_count="30/360", window_rule="last day of each calendar quarter",
        notice_business_days=5, calendar="Monday to Friday, no public holidays", minimum_minor=1, expense_account=1,
        published_at=clock.now(),
    )  # fmt: skip
    return Investment.objects.create(
        number="INV-T1", client=client, terms=terms, currency="USD", principal_minor=100, interest_mode="keep",
        state="active", opened_on=date(2026, 1, 1), funded_on=date(2026, 1, 1), earns_from=date(2026, 3, 1),
        bank_reference="T-1", principal_account=1, interest_account=2, paid_account=3,
    )  # fmt: skip


def test_published_terms_are_never_changed(investment):
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        TermsVersion.objects.update(monthly_rate="0.5")
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("delete from funds_termsversion")


@pytest.mark.parametrize("change", [{"custom_rate": "0.9"}, {"principal_minor": 1}, {"earns_from": date(2026, 2, 1)}])
def test_what_was_agreed_is_never_changed(investment, change):
    with pytest.raises(IntegrityError, match="agreed"), transaction.atomic():
        Investment.objects.update(**change)
    Investment.objects.update(state="redeeming")


@pytest.mark.parametrize(
    "change", [{"state": "lost"}, {"state": "open"}, {"state": "cancelled"}, {"principal_account": None}]
)
def test_illegal_states_cannot_be_written(investment, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        Investment.objects.update(**change)


def test_nobody_approves_what_he_prepared_nor_pays_what_he_approved(investment):
    ann, bob = (User.objects.create_user(f"{name}@example.com") for name in ("ann", "bob"))
    payout = InterestPayout.objects.create(
        investment=investment, due_on=date(2026, 4, 1), pay_on=date(2026, 4, 1), currency="USD", amount_minor=3,
        state="due", prepared_by=ann,
    )  # fmt: skip
    row = InterestPayout.objects.filter(pk=payout.pk)
    approved = {"state": "approved", "approved_at": clock.now(), "destination": {"label": "House bank"}}
    paid = {"state": "paid", "paid_on": date(2026, 4, 1), "bank_reference": "P"}
    with pytest.raises(IntegrityError, match="second_person"), transaction.atomic():
        row.update(approved_by=ann, **approved)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.update(**approved)
    row.update(approved_by=bob, **approved)
    with pytest.raises(IntegrityError, match="another"), transaction.atomic():
        row.update(paid_by=bob, **paid)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.update(**paid)
    row.update(paid_by=ann, **paid)

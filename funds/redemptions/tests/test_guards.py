"""What the database itself refuses, whoever asks it."""

from contextlib import contextmanager
from datetime import date

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from fidus.lib import clock
from funds.domain.calendars import Calendar
from funds.errors import BadDate
from funds.models import Investment, Reduction
from funds.redemptions.models import Redemption
from funds.redemptions.services.check_redemption import check_redemption
from funds.redemptions.tests.scenes import a_request, approved, night
from funds.services.reduce_principal import reduce_principal
from funds.tests.scenes import a_product, a_user, an_investment, usd

pytestmark = pytest.mark.django_db
ASKED, WINDOW = date(2026, 6, 1), date(2026, 6, 30)


@pytest.fixture
def investment():
    a_product(calendar=Calendar.WEEKDAYS, incubation_months=0)
    investment = an_investment(funded_on=date(2026, 5, 31))
    night(ASKED)
    with clock.at(ASKED):
        yield investment


@contextmanager
def refused(words: str, error: type[Exception] = IntegrityError):
    with pytest.raises(error, match=words), transaction.atomic():
        yield


def test_one_person_in_two_hats_is_refused_by_the_database_too(investment):
    ann, bob = a_user("ann"), a_user("bob")
    redemption = a_request(investment, by=ann)
    check_redemption(redemption=redemption, by=bob)
    row = Redemption.objects.filter(pk=redemption.pk)
    for person, words in ((ann, "not_approved_by_who_asked"), (bob, "not_approved_by_who_checked")):
        with refused(words):
            row.update(state="approved", approved_by=person, approved_at=clock.now())
    with refused("is_approved_first"):
        row.update(state="payable", settled_on=ASKED, principal_minor=1, interest_minor=0, charges_minor=0)


def test_what_was_asked_checked_and_settled_stands(investment):
    redemption = approved(a_request(investment, usd("40000.00")))
    row = Redemption.objects.filter(pk=redemption.pk)
    for change in ({"asked_minor": 1}, {"window_on": ASKED}, {"checked_by": None}, {"approved_by": a_user()}):
        with refused("cannot be changed"):
            row.update(**change)
    night(WINDOW)
    with refused("cannot be changed"):
        row.update(principal_minor=9_999_999)
    with refused("not_paid_by_who_approved"):
        redemption.refresh_from_db()
        row.update(
            state="paid", paid_by=redemption.approved_by, paid_on=WINDOW, reference="OUT-1", payment_entry=1,
        )  # fmt: skip


def test_no_more_leaves_than_came_and_no_row_of_it_is_rewritten(investment):
    given = {"interest": usd(0), "effective_on": ASKED}
    with refused("reduced_within_principal"):
        reduce_principal(investment=investment, principal=usd("100000.01"), reference="RED-1", **given)
    with refused("reduced_within_principal"):
        reduce_principal(investment=investment, principal=usd("-0.01"), reference="RED-1", **given)
    reduce_principal(investment=investment, principal=usd("60000.00"), reference="RED-1", **given)
    with refused("reduced_within_principal"):
        reduce_principal(investment=investment, principal=usd("40000.01"), reference="RED-2", **given)
    assert Investment.objects.get().principal_left == usd("40000.00")
    with refused("permission denied", ProgrammingError):
        Reduction.objects.update(principal_minor=1)
    with refused("permission denied", ProgrammingError), connection.cursor() as cursor:
        cursor.execute("delete from funds_reduction")


def test_principal_does_not_leave_before_the_day_interest_is_accrued_to(investment):
    with pytest.raises(BadDate, match="accrued to 1 Jun 2026 already"):
        reduce_principal(
            investment=investment, principal=usd("1.00"), interest=usd(0), effective_on=date(2026, 5, 31), reference="R"
        )


def test_a_tranche_goes_on_topping_up_what_it_topped_up(investment):
    other = an_investment(funded_on=ASKED)
    with refused("cannot be changed"):
        Investment.objects.filter(pk=other.pk).update(tops_up=investment)

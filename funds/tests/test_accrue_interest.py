"""Accrual against the pure rule, on the real database; killing it is tried in test_accrual_killed.py."""

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection

from accounts.ledger.api import balance, close_period, movements
from accounts.trail.api import events_about
from fidus.lib import clock
from fidus.lib.money import Money
from funds.domain.day_counts import DayCount
from funds.domain.interest import cumulative_interest
from funds.errors import BadDate
from funds.models import Accrual, AccrualRun, Investment
from funds.services.accrue_interest import _COMPUTE, _WORKBENCH, _bases, accrue_interest
from funds.tests.scenes import OPENED, a_product, accrue_until, an_investment, usd

pytestmark = pytest.mark.django_db
INCUBATED = date(2026, 3, 1)


def accrued(investment, as_of):
    return -balance(investment.interest_account, as_of=as_of)


def test_nothing_is_accrued_during_incubation():
    investment = an_investment()
    accrue_until(date(2026, 2, 28))
    investment.refresh_from_db()
    assert investment.state == "incubating"
    assert not accrued(investment, date(2026, 2, 28))
    accrue_until(INCUBATED)
    investment.refresh_from_db()
    assert investment.state == "active"
    assert not accrued(investment, INCUBATED)


def test_every_night_stands_in_the_ledger_under_its_own_date():
    investment = an_investment()
    accrue_until(date(2026, 4, 16))
    for day in (date(2026, 3, 2), date(2026, 3, 16), date(2026, 4, 1), date(2026, 4, 16)):
        assert accrued(investment, day) == cumulative_interest(investment.rule, day)
    assert accrued(investment, date(2026, 4, 1)) == usd("2500.00")
    keys = [movement.key for movement in movements([investment.interest_account])]
    assert keys[0] == f"accrual:{investment.number}:2026-03-02"


def test_running_again_posts_nothing():
    investment = an_investment()
    accrue_until(date(2026, 3, 20))
    before = movements([investment.interest_account])
    accrue_until(date(2026, 3, 20))
    accrue_until(date(2026, 3, 10))
    assert movements([investment.interest_account]) == before
    assert len(events_about(subject="accrual:2026-03-20", limit=10)) == 1


def test_missed_nights_are_made_up_for_one_by_one():
    nightly, missed = an_investment(), an_investment("2000.00")
    for offset in range(1, 6):
        accrue_until(INCUBATED + timedelta(days=offset))
    late = an_investment(funded_on=OPENED)
    accrue_until(INCUBATED + timedelta(days=40))
    for investment in (nightly, missed, late):
        for offset in range(41):
            day = INCUBATED + timedelta(days=offset)
            assert accrued(investment, day) == cumulative_interest(investment.rule, day)
    assert AccrualRun.objects.filter(state="complete").count() == 40
    assert AccrualRun.objects.get(as_of=date(2026, 3, 2)).investments == 3


@pytest.mark.parametrize("day", [date(2026, 1, 2), date.max, date.min])
def test_interest_of_days_to_come_or_before_any_firm_is_refused(day):
    with clock.at(OPENED), pytest.raises(BadDate):
        accrue_interest(as_of=day, by=None)
    assert not AccrualRun.objects.exists()


def test_nights_of_closed_books_get_the_value_of_today():
    investment = an_investment()
    accrue_until(date(2026, 3, 10))
    close_period(until=date(2026, 3, 31), by=None)
    accrue_until(date(2026, 4, 2))
    assert accrued(investment, date(2026, 3, 31)) == cumulative_interest(investment.rule, date(2026, 3, 10))
    assert accrued(investment, date(2026, 4, 2)) == cumulative_interest(investment.rule, date(2026, 4, 2))


def test_kept_interest_is_never_compounded():
    investment = an_investment()
    accrue_until(date(2027, 3, 1))
    assert accrued(investment, date(2027, 3, 1)) == usd("30000.00")


def test_a_day_worth_less_than_half_a_cent_has_no_entry():
    investment = an_investment("0.50", product=a_product(minimum="0.01"))
    accrue_until(date(2026, 4, 1))
    # 0.50 x 2.5 % is 0.0125, so twelve days are worth half a cent, which goes to zero.
    assert [(row.value_on, -row.amount) for row in movements([investment.interest_account])] == [
        (date(2026, 3, 14), usd("0.01"))
    ]


def test_chunks_of_any_size_leave_nobody_out():
    investments = [an_investment(f"{n}000.00") for n in range(1, 8)]
    with clock.at(date(2026, 3, 5)):
        run = accrue_interest(as_of=date(2026, 3, 5), by=None, chunk=3)
    assert (run.investments, run.posted) == (7, 7)
    assert Accrual.objects.filter(accrued_through=date(2026, 3, 5)).count() == len(investments)


def test_sql_and_the_rule_agree_for_random_principals_dates_and_day_counts():
    """A thousand investments, five day counts, three currencies, ties included: no mismatch in any night."""
    dice = random.Random(20261121)
    counts = [(count, False) for count in DayCount] + [(DayCount.ACT_30_44, True)]
    terms = [
        a_product(f"T{place}-{currency}", currency=currency, day_count=count, throughout=through, incubation_months=0)
        .terms_versions.select_related("product")
        .get()
        for place, (count, through) in enumerate(counts)
        for currency in ("USD", "JPY", "KWD")
    ]
    first = an_investment()
    start = date(2024, 1, 1)
    investments = []
    for place in range(1000):
        version = dice.choice(terms)
        principal = dice.choice([dice.randrange(1, 10**13), 20 * dice.randrange(1, 10**6), dice.randrange(1, 1000)])
        earns_from = start + timedelta(days=dice.randrange(0, 400))
        investments.append(
            Investment(
                number=f"INV-R{place}", client=first.client, terms=version, currency=version.currency,
                custom_rate=dice.choice([None, Decimal(dice.randrange(1, 100_000)).scaleb(-6)]),
                principal_minor=principal, interest_mode="keep", state="active", opened_on=start, funded_on=earns_from,
                earns_from=earns_from, bank_reference=f"R-{place}", principal_account=1, interest_account=1,
                paid_account=1,
            )
        )  # fmt: skip
    Investment.objects.bulk_create(investments)
    for night in (start + timedelta(days=days) for days in (400, 401, 425, 517, 789)):
        Accrual.objects.exclude(investment=first).delete()
        Accrual.objects.bulk_create(
            Accrual(investment=investment, accrued_through=night - timedelta(days=1)) for investment in investments
        )
        with connection.cursor() as cursor:
            cursor.execute(_WORKBENCH)
            cursor.execute("truncate funds_night")
            cursor.execute(_COMPUTE, [night - timedelta(days=1), 0, 5000, *_bases(night)])
            cursor.execute("select number, amount, currency from funds_night")
            computed = {number: Money.from_minor(amount, currency) for number, amount, currency in cursor}
        expected = {investment.number: cumulative_interest(investment.rule, night) for investment in investments}
        assert computed == expected

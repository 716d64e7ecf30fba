"""The night's SQL and the rule agree where something was taken out, among others of which nothing was."""

import random
from datetime import date, timedelta

import pytest

from fidus.lib import clock
from fidus.lib.money import Money
from funds.domain.day_counts import DayCount
from funds.domain.interest import cumulative_interest
from funds.models import Investment
from funds.services.accrue_interest import accrue_interest
from funds.services.reduce_principal import reduce_principal
from funds.tests.scenes import a_client, a_product, an_investment, usd

pytestmark = pytest.mark.django_db


def test_every_night_posts_what_the_rule_says():
    dice, start = random.Random(7), date(2026, 1, 31)
    client = a_client()
    for place, count in enumerate(DayCount):
        product = a_product(f"P{place}", day_count=count, incubation_months=0)
        for _ in range(3):
            an_investment(f"{dice.randrange(1000, 900000)}.{place}7", product=product, client=client, funded_on=start)
    day = start
    while day < date(2026, 4, 2):
        day += timedelta(days=dice.randrange(1, 9))
        with clock.at(day):
            accrue_interest(as_of=day, by=None, chunk=4)
        for investment in Investment.objects.select_related("terms"):
            assert investment.accrual.accrued == cumulative_interest(investment.rule, day)
        taken = dice.choice(list(Investment.objects.filter(pk__gt=Investment.objects.earliest("pk").pk)))
        amount = Money.from_minor(dice.randrange(1, taken.principal_left.minor), "USD")
        with clock.at(day):
            reduce_principal(
                investment=taken, principal=amount, interest=usd(0), effective_on=day, reference=f"R-{day}"
            )
    untouched = Investment.objects.earliest("pk")
    assert untouched.reduced_minor is None
    assert untouched.rule.changes == ()

"""Sixty-four at once for one investment: what is reserved never exceeds the principal."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

from django.db import connection, connections
from django.db.models import Sum

from fidus.lib import clock
from funds.domain.interest import cumulative_interest
from funds.models import Investment
from funds.redemptions.errors import NotEnough
from funds.redemptions.models import Redemption
from funds.redemptions.services.request_redemption import request_redemption
from funds.redemptions.services.run_night import run_night as redemptions_night
from funds.redemptions.tests.scenes import approved, night, to_pay_to
from funds.services.run_night import run_night as funds_night
from funds.tests.scenes import a_product, an_investment, usd

TODAY = date(2026, 6, 10)
AT_ONCE = 64


def at_once(work, count=AT_ONCE):
    """The answers of `count` threads that begin together, each with a connection of its own."""
    start = Barrier(count)

    def one(place):
        try:
            start.wait(timeout=60)
            with clock.at(TODAY):
                return work(place)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


def a_ready_investment() -> Investment:
    a_product(incubation_months=0)
    investment = an_investment("10000.00", funded_on=date(2026, 6, 9))
    night(TODAY)
    return investment


def ask(investment, amount, destination):
    def work(_place):
        try:
            return request_redemption(investment=investment, amount=amount, destination=destination, by=None).number
        except NotEnough:
            return None

    return work


def test_sixty_four_requests_of_a_tenth_each_are_granted_ten_times(committed_db):
    investment = a_ready_investment()
    with clock.at(TODAY):
        destination = to_pay_to(investment)
    granted = [number for number in at_once(ask(investment, usd("1000.00"), destination)) if number]
    assert len(granted) == len(set(granted)) == 10
    reserved = Redemption.objects.aggregate(sum=Sum("asked_minor"))["sum"]
    assert reserved == investment.principal_minor


def test_sixty_four_that_fit_together_are_all_granted(committed_db):
    """The control: it is the sum that refuses, not the crowd."""
    investment = a_ready_investment()
    with clock.at(TODAY):
        destination = to_pay_to(investment)
    assert all(at_once(ask(investment, usd("100.00"), destination)))
    assert Redemption.objects.count() == AT_ONCE


def test_a_night_and_a_settlement_at_once_neither_lose_nor_invent_interest(committed_db):
    investment = a_ready_investment()
    with clock.at(TODAY):
        redemption = request_redemption(
            investment=investment, amount=usd("4000.00"), destination=to_pay_to(investment),
            window_on=date(2026, 6, 30), by=None,
        )  # fmt: skip
        approved(redemption)
    night(date(2026, 6, 29))
    nights = (redemptions_night, funds_night)

    def work(place):
        with clock.at(date(2026, 7, 1)):
            nights[place % 2](as_of=date(2026, 7, 1), by=None)

    at_once(work, 8)
    night(date(2026, 7, 20))
    investment.refresh_from_db()
    redemption.refresh_from_db()
    assert redemption.state == "payable"
    assert investment.accrual.accrued == cumulative_interest(investment.rule, date(2026, 7, 20))
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from funds_reduction")
        assert cursor.fetchone() == (1,)

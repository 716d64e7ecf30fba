"""Counting deals: worked by hand, each once for ever, late ones in the next run, never a cent adrift."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.ledger.api import balance, close_period, open_account
from accounts.trail.api import events_about
from fidus.lib import clock
from fidus.lib.money import Money
from funds.errors import BadDate
from funds.rebates.domain.counting import Counting, Scope, most_specific, share_of
from funds.rebates.models import RebatedDeal, RebateLine, RebateRun
from funds.rebates.services.count_rebates import count_rebates
from funds.rebates.services.publish_rebate_terms import publish_rebate_terms
from funds.rebates.tests.scenes import BROKER, START, TODAY, agree, an_account, at, trade
from trading.models import Deal, Position

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
SEPTEMBER, OCTOBER = at(date(2026, 9, 14)), at(date(2026, 10, 5))


@pytest.fixture(autouse=True)
def now(db):
    with clock.at(TODAY):
        yield


def run(**changes):
    return count_rebates(**{"as_of": TODAY, "by": None, **changes})


def owed(broker="Example-Markets", currency="USD", as_of=TODAY):
    code = f"Assets:Receivable:Rebates:{broker}:{currency}"
    return balance(open_account(code=code, kind="asset", currency=currency), as_of=as_of)


def test_the_worked_example():
    account, other = an_account(), an_account()
    agree("*", "5")
    agree("EURUSD*", "7.50")
    agree("XAU*", "10", counting=Counting.HALF, minimum=timedelta(minutes=3))
    agree("EURUSD", "8", account=other)
    trade(account, "1.20", symbol="EURUSD.m")  # 1.20 x 7.50, counted at the entry:                 9.00
    trade(account, "0.33", symbol="GBPUSD")  # 0.33 x 5:                                            1.65
    trade(account, "0.50", symbol="XAUUSD")  # 0.50 x 10, half on each side:                        5.00
    trade(account, "4.00", symbol="XAUUSD", held=timedelta(minutes=2))  # held too short:           0.00
    trade(other, "2.00", symbol="EURUSD")  # the account's own rate, 2 x 8:                        16.00
    done = run()
    # Two deals of gold that count and two too short, three entries of the rest.
    assert (done.deals, done.lots) == (7, Decimal("4.53"))
    assert owed() == Money.of("31.65", "USD")
    assert {str(line.agreement): line.posted.amount for line in done.lines.all()} == {
        f"{BROKER}, all accounts, *": Decimal("1.65"),
        f"{BROKER}, all accounts, EURUSD*": Decimal("9.00"),
        f"{BROKER}, all accounts, XAU*": Decimal("5.00"),
        f"{BROKER}, {other.login}, EURUSD": Decimal("16.00"),
    }
    assert events_about(subject=f"rebates:{done.pk}")[0].kind == "RebatesCounted"


def test_each_deal_counts_once_and_a_second_run_adds_nothing():
    agree()
    trade(an_account())
    assert run().deals == 1
    assert run() is None
    assert RebateRun.objects.count() == 1
    assert owed() == Money.of("7.00", "USD")


def test_any_period_may_be_counted_and_what_was_left_comes_later():
    agree()
    account = an_account()
    trade(account, opened=SEPTEMBER)
    trade(account, opened=OCTOBER)
    assert run(first_on=date(2026, 10, 1), as_of=date(2026, 10, 31)).deals == 1
    assert run().deals == 1
    assert owed() == Money.of("14.00", "USD")


def test_late_deals_come_with_the_next_run_and_in_their_own_month():
    agree()
    account = an_account()
    trade(account, opened=OCTOBER)
    run()
    trade(account, opened=SEPTEMBER)
    assert [line.month for line in run().lines.all()] == [date(2026, 9, 1)]
    assert owed(as_of=date(2026, 9, 30)) == Money.of("7.00", "USD")


def test_late_deals_of_a_closed_month_are_posted_today():
    agree()
    trade(an_account(), opened=SEPTEMBER)
    close_period(until=date(2026, 9, 30), by=None)
    assert run().lines.get().value_on == TODAY


def test_cancelled_deals_and_deals_before_the_agreement_do_not_count():
    agree()
    account = an_account()
    trade(account, opened=at(START - timedelta(days=1)), held=None)
    deal = trade(account, held=None)[0]
    Deal.objects.create(
        account=account, ticket=deal.ticket + 500000, dealt_at=OCTOBER, symbol="EURUSD", kind="buy canceled",
        direction="in", volume=1, balance=0,
    )  # fmt: skip
    assert run().deals == 1


def test_another_brokers_deals_do_not_count():
    agree()
    trade(an_account("Sample Brokers"))
    assert run() is None


def test_a_new_rate_holds_from_its_day_and_not_for_what_is_counted():
    agreement = agree()
    account = an_account()
    publish_rebate_terms(
        agreement=agreement, valid_from=date(2026, 10, 1), rate=Decimal(9), counting=Counting.EXIT,
        minimum=timedelta(0), by=None,
    )  # fmt: skip
    trade(account, opened=SEPTEMBER)
    trade(account, opened=OCTOBER)
    # September by its entry at 7, October by its exit at 9.
    assert run().deals == 2
    assert owed() == Money.of("16.00", "USD")


def test_an_open_position_counts_once_the_minimum_is_over_by_what_is_known():
    agree(minimum=timedelta(minutes=5))
    account = an_account(known_until=date(2026, 10, 1))
    trade(account, opened=at(date(2026, 10, 1), 21, 58), held=None)
    assert run() is None
    type(account).objects.filter(pk=account.pk).update(snapshot_at=at(date(2026, 10, 2)))
    assert run().lots == 1


def test_a_position_closed_in_parts_counts_for_the_parts_held_long_enough():
    agree(minimum=timedelta(minutes=5))
    account = an_account()
    deal = trade(account, "2.00", held=None, listed=False)[0]
    for lots, minutes in (("0.50", 1), ("1.50", 60)):
        Position.objects.create(
            account=account, ticket=deal.order_ticket, symbol="EURUSD", side="buy", volume=Decimal(lots),
            opened_at=OCTOBER, closed_at=OCTOBER + timedelta(minutes=minutes),
        )  # fmt: skip
    assert run().lots == Decimal("1.5")


def test_deals_that_close_in_one_instant_are_paired_with_their_positions():
    agree(counting=Counting.EXIT, minimum=timedelta(minutes=5))
    account = an_account()
    trade(account, opened=OCTOBER, held=HOUR)
    trade(account, opened=OCTOBER + timedelta(minutes=59), held=timedelta(minutes=1))
    done = run()
    assert (done.deals, done.lots) == (2, 1)


def test_without_a_position_in_the_list_the_deal_waits():
    agree(counting=Counting.EXIT, minimum=timedelta(minutes=5))
    trade(an_account(), listed=False)
    assert run() is None


def test_what_is_counted_stays(as_owner):
    agree()
    trade(an_account())
    run()
    with pytest.raises(IntegrityError, match="accrued stays"), transaction.atomic():
        as_owner("update rebates_rebateline set posted_minor = 1")
    counted = RebatedDeal.objects.get()
    with pytest.raises(IntegrityError, match="deal_id"), transaction.atomic():
        RebatedDeal.objects.create(
            deal_id=counted.deal_id, terms=counted.terms, run=counted.run,
            dealt_on=counted.dealt_on, lots=1, earned=1,
        )  # fmt: skip


def test_days_to_come_are_refused():
    with pytest.raises(BadDate):
        run(as_of=TODAY + timedelta(days=1))
    with pytest.raises(BadDate):
        run(first_on=TODAY, as_of=START)


LOTS = st.decimals("0.01", "50", places=2)
ONE = st.tuples(LOTS, st.sampled_from(["EURUSD", "EURUSD.m", "XAUUSD"]), st.integers(0, 2), st.integers(1, 20))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(ONE, max_size=5), min_size=1, max_size=4), st.decimals("0.0001", "20", places=4))
def test_however_runs_are_cut_the_sum_is_that_of_plain_python(batches, rate):
    with transaction.atomic():
        account, exact = an_account(), {}
        kinds = {"*": Counting.ENTRY, "EURUSD*": Counting.HALF, "XAUUSD": Counting.SIDES}
        for pattern, counting in kinds.items():
            agree(pattern, str(rate), counting=counting, minimum=timedelta(minutes=10))
        for batch in batches:
            for lots, symbol, day, minutes in batch:
                held = timedelta(minutes=minutes)
                trade(account, str(lots), symbol=symbol, opened=SEPTEMBER + timedelta(days=20 * day), held=held)
                scope = most_specific([Scope(None, one) for one in kinds], account=account.pk, symbol=symbol)
                sides = share_of(kinds[scope.pattern], "in") + share_of(kinds[scope.pattern], "out")
                earned = lots * rate * sides if minutes >= 10 else Decimal(0)
                exact[scope.pattern] = exact.get(scope.pattern, Decimal(0)) + earned
            run()
        posted = {}
        for line in RebateLine.objects.select_related("agreement"):
            posted[line.agreement.pattern] = posted.get(line.agreement.pattern, 0) + line.posted_minor
        assert posted == {pattern: Money.rounded(sum_, "USD").minor for pattern, sum_ in exact.items()}
        assert owed().minor == sum(posted.values())
        transaction.set_rollback(True)

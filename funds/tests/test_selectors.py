from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.ledger import api as ledger
from accounts.ledger.api import seal
from fidus.lib import clock
from fidus.lib.money import total
from funds.models import Investment
from funds.selectors.activity import activity
from funds.selectors.obligations import obligation_history, obligations
from funds.selectors.reality import GroupBy, fund_against_reality, month_ends
from funds.selectors.schedule import Coming, coming_by_month, next_dates, schedule
from funds.selectors.value_history import value_history
from funds.services.draft_investment import draft_investment
from funds.tests.scenes import OPENED, a_client, a_product, accrue_until, an_investment, usd

pytestmark = pytest.mark.django_db
LATER = date(2026, 4, 16)


def loaded():
    return Investment.objects.select_related("client", "terms__product")


def test_a_draft_owes_nothing():
    with clock.at(OPENED):
        draft = draft_investment(client=a_client(), product=a_product(), principal=usd(5), by=None)
    assert obligations([draft], as_of=LATER)[draft.pk].total == usd(0)


def test_obligations_as_they_were_known_then():
    investment = an_investment()
    accrue_until(date(2026, 3, 11))
    with clock.at(LATER):
        known = seal()
    accrue_until(LATER)
    then = obligations([investment], as_of=LATER, known_at=known)[investment.pk]
    now = obligations([investment], as_of=LATER)[investment.pk]
    assert (then.accrued, now.accrued) == (usd("833.33"), usd("3750.00"))


def test_history_says_what_single_days_say():
    investment = an_investment()
    accrue_until(LATER)
    days = [OPENED, date(2026, 3, 31), LATER]
    history = obligation_history([investment], dates=days)[investment.pk]
    assert history == [obligations([investment], as_of=day)[investment.pk] for day in days]


def test_a_clients_value_over_time():
    client = a_client()
    an_investment("1000.00", client=client)
    an_investment("500.00", client=client, funded_on=date(2026, 2, 1))
    accrue_until(LATER)
    points = value_history(client, [date(2025, 12, 31), date(2026, 1, 31), date(2026, 4, 1)])["USD"]
    assert [(point.paid_in, point.value) for point in points] == [
        (usd(0), usd(0)),
        (usd("1000.00"), usd("1000.00")),
        (usd("1500.00"), usd("1525.00")),
    ]


def test_activity_folds_nights_and_shows_no_other_client():
    client, stranger = a_client(), a_client("Bruno Sample")
    mine, _ = an_investment(client=client), an_investment("7.00", client=stranger)
    accrue_until(LATER)
    lines = activity(client)
    assert [(line.kind, line.amount, line.nights) for line in lines] == [
        ("accrual", usd("1250.00"), 15),
        # Under 30/360 one of March's 31 days is worth nothing and has no entry.
        ("accrual", usd("2500.00"), 30),
        ("subscription", usd("100000.00"), 1),
    ]
    assert lines[1].text == "Interest month 1, 1 Mar 2026 to 1 Apr 2026"
    assert {line.investment for line in lines} == {mine}


def test_activity_is_filtered_by_day_and_kind():
    client = a_client()
    an_investment(client=client)
    accrue_until(LATER)
    assert [line.amount for line in activity(client, start=date(2026, 4, 2))] == [usd("1250.00")]
    assert [line.kind for line in activity(client, kind="subscription")] == ["subscription"]
    assert activity(client, end=date(2025, 12, 31)) == []


def test_what_comes_next():
    investment = an_investment(interest_mode="pay_out")
    coming = next_dates(investment, date(2026, 1, 15))
    assert (coming.incubation_ends, coming.interest_on, coming.interest) == (
        date(2026, 3, 1),
        date(2026, 4, 1),
        usd("2500.00"),
    )
    assert coming.window.opens_on == date(2026, 3, 31)
    assert next_dates(investment, date(2026, 3, 20)).window.opens_on == date(2026, 6, 30)


def test_the_schedule_of_a_quarter_by_hand():
    an_investment(interest_mode="pay_out")
    events = schedule(loaded(), as_of=date(2026, 2, 1), until=date(2026, 5, 31))
    assert [(event.on, event.kind) for event in events] == [
        (date(2026, 3, 1), Coming.INCUBATION_ENDS),
        (date(2026, 3, 17), Coming.NOTICE),
        (date(2026, 3, 31), Coming.WINDOW),
        (date(2026, 4, 1), Coming.INTEREST_PAID),
        (date(2026, 5, 4), Coming.INTEREST_PAID),
    ]


def test_a_payment_that_rolled_over_the_month_is_not_lost():
    an_investment(interest_mode="pay_out")
    (event, *_) = schedule(loaded(), as_of=date(2026, 5, 2), until=date(2026, 5, 31))
    assert (event.on, event.amount) == (date(2026, 5, 4), usd("2500.00"))


def test_the_firms_calendar_by_month():
    an_investment(interest_mode="pay_out")
    an_investment("1000.00", interest_mode="keep")
    months = coming_by_month(loaded(), as_of=date(2026, 3, 2), months=3)
    assert [month.month for month in months] == [date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)]
    assert [month.interest for month in months] == [{}, {"USD": usd("2500.00")}, {"USD": usd("2500.00")}]
    assert [month.redeemable for month in months] == [{"USD": usd("101000.00")}, {}, {}]


def test_month_ends_end_with_the_day_itself():
    assert month_ends(date(2026, 3, 15), 3) == [
        date(2025, 12, 31),
        date(2026, 1, 31),
        date(2026, 2, 28),
        date(2026, 3, 15),
    ]


@pytest.fixture
def three():
    with clock.at(OPENED):
        core = a_product("CORE", monthly_rate="0.015")
        a_product()
    ada, bruno = a_client(), a_client("Bruno Sample")
    an_investment("1000.00", client=ada)
    an_investment("2000.00", client=bruno)
    an_investment("4000.00", client=ada, product=core)
    accrue_until(date(2026, 4, 1))
    return ada, core


def test_groups_add_up_however_they_are_made(three):
    for group_by in GroupBy:
        reality = fund_against_reality(as_of=date(2026, 4, 1), group_by=group_by)
        for name in ("principal", "accrued", "paid_out", "total"):
            rows = [getattr(row.owed, name) for group in reality.groups for row in group.rows]
            groups = [getattr(group.row.owed, name) for group in reality.groups]
            whole = getattr(reality.total.owed, name)
            assert sum(rows, usd(0)) == sum(groups, usd(0)) == whole
        assert reality.total.owed.total == usd("7135.00")
    assert [group.row.note for group in fund_against_reality(as_of=OPENED).groups] == [
        "1.5\xa0% a month",
        "2.5\xa0% a month",
    ]


def test_one_fund_or_one_client_leaves_the_firms_own_out(three):
    ada, core = three
    of_fund = fund_against_reality(as_of=date(2026, 4, 1), product=core)
    of_client = fund_against_reality(as_of=date(2026, 4, 1), client=ada)
    assert (of_fund.total.owed.total, of_client.total.owed.total) == (usd("4060.00"), usd("5085.00"))
    assert of_fund.operating_costs is None
    assert of_client.own is None
    assert of_fund.history[-1].obligations == usd("4060.00")
    assert of_fund.ratio == Decimal(-1)


def test_before_anything_there_is_nothing_and_no_ratio():
    reality = fund_against_reality(as_of=OPENED)
    assert (reality.groups, reality.ratio, reality.net_profitability) == ((), None, usd(0))


def test_more_investments_cost_no_more_queries(three):
    ada, core = three

    def queries():
        with CaptureQueriesContext(connection) as captured:
            fund_against_reality(as_of=date(2026, 4, 1))
        return len(captured)

    before = queries()
    for _ in range(5):
        an_investment("1000.00", client=ada, product=core)
    assert queries() == before <= 8


def test_balances_and_totals_in_one_query_are_those_of_two(three, django_assert_num_queries):
    accounts = [account for one in Investment.objects.all() for account in one.ledger_accounts]
    dates = [date(2026, 1, 31), date(2026, 2, 15), date(2026, 4, 1)]
    with django_assert_num_queries(1):
        held, totals = ledger.balances_and_totals(accounts, dates=dates)
    assert held == ledger.balances(accounts, as_of=dates[-1])
    assert totals == ledger.total_history(accounts, dates=dates)
    assert totals["USD"][-1] == total(held.values(), "USD") == usd("-7135.00")

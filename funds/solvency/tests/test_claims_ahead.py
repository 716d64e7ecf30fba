"""What an investment will ask for, by hand: 100,000 at 2.5 % a month, earning since 1 March 2026."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from fidus.lib.money import Money
from funds.domain.calendars import Calendar
from funds.domain.day_counts import DayCount
from funds.domain.interest import InterestRule
from funds.domain.windows import WindowRule
from funds.solvency.domain.cash_items import CashKind
from funds.solvency.domain.claims_ahead import Asked, Standing, claims_ahead

AS_OF, UNTIL = date(2026, 4, 16), date(2026, 7, 31)


def usd(amount):
    return Money.of(amount, "USD")


RULE = InterestRule(usd("100000"), Decimal("0.025"), date(2026, 3, 1), DayCount.THIRTY_360)
# Earned by 16 April: a month and 15 of 30 days, 3,750.00; the first month's 2,500.00 is made out and paid.
PAYING = Standing(
    "INV-0001", 1, "Ada Example", "100401", "BALANCE", RULE, usd("101250"), True, WindowRule.QUARTER_ENDS, 10,
    Calendar.WEEKDAYS, made_out_until=date(2026, 4, 1),
)  # fmt: skip
KEEPING = replace(PAYING, pays_out=False, owed=usd("103750"), made_out_until=None)


def told(standing, *, until=UNTIL):
    return [(item.on, item.kind, str(item.amount.amount)) for item in claims_ahead(standing, as_of=AS_OF, until=until)]


def test_interest_that_is_paid_out_comes_monthly_and_is_not_in_the_claim_of_a_window():
    assert told(PAYING) == [
        (date(2026, 5, 1), CashKind.INTEREST, "2500.00"),
        (date(2026, 6, 1), CashKind.INTEREST, "2500.00"),
        # 100,000 and 29 of 30 days of June.
        (date(2026, 6, 30), CashKind.REDEEMABLE, "102416.67"),
        (date(2026, 7, 1), CashKind.INTEREST, "2500.00"),
    ]


def test_kept_interest_leaves_with_the_principal():
    # Four months less a day at 30/360: 1 March to 30 June is 3 months and 29 days.
    assert told(KEEPING) == [(date(2026, 6, 30), CashKind.REDEEMABLE, "109916.67")]


def test_interest_made_out_and_not_paid_is_due_now():
    late = replace(PAYING, owed=usd("103750"), unpaid=((date(2026, 4, 1), usd("2500")),))
    first = claims_ahead(late, as_of=AS_OF, until=UNTIL)[0]
    assert (first.on, first.kind, first.amount, first.overdue) == (AS_OF, CashKind.INTEREST, usd("2500"), True)
    assert told(late)[1:] == told(PAYING)


def test_a_payment_on_a_weekend_is_made_on_the_monday():
    assert (date(2026, 8, 3), CashKind.INTEREST, "2500.00") in told(PAYING, until=date(2026, 8, 3))
    assert told(PAYING, until=date(2026, 8, 2)) == told(PAYING)


def test_a_window_whose_notice_is_over_is_none_any_more():
    found = claims_ahead(replace(PAYING, notice_days=60), as_of=AS_OF, until=UNTIL)
    assert {item.kind for item in found} == {CashKind.INTEREST}


def test_part_that_is_asked_for_leaves_at_its_window_and_earns_no_more():
    asked = Asked("RED-0001", date(2026, 6, 30), date(2026, 6, 30), usd("40000"), full=False, settled=False)
    assert told(replace(PAYING, asked=(asked,)), until=date(2026, 8, 3))[2:] == [
        (date(2026, 6, 30), CashKind.REDEEMABLE, "62416.67"),
        (date(2026, 6, 30), CashKind.REQUESTED, "40000.00"),
        # June earned 29 days whole and its last on 60,000.
        (date(2026, 7, 1), CashKind.INTEREST, "2466.67"),
        (date(2026, 8, 3), CashKind.INTEREST, "1500.00"),
    ]


def test_who_asked_for_everything_is_owed_nothing_later():
    asked = Asked("RED-0001", date(2026, 6, 30), date(2026, 7, 2), usd("100000"), full=True, settled=False)
    assert told(replace(PAYING, asked=(asked,)))[2:] == [(date(2026, 7, 2), CashKind.REQUESTED, "102416.67")]


def test_what_is_settled_is_sent_as_it_is_and_overdue_it_is_due_now():
    asked = Asked("RED-0001", date(2026, 3, 31), date(2026, 4, 2), usd("20000"), full=False, settled=True)
    standing = replace(PAYING, owed=usd("121250"), asked=(asked,))
    first, *others = claims_ahead(standing, as_of=AS_OF, until=UNTIL)
    assert (first.on, first.kind, first.amount, first.overdue) == (AS_OF, CashKind.REQUESTED, usd("20000"), True)
    assert [item.amount for item in others] == [item.amount for item in claims_ahead(PAYING, as_of=AS_OF, until=UNTIL)]


def test_the_end_of_a_term_pays_everything_back():
    standing = replace(KEEPING, matures_on=date(2026, 7, 1))
    assert told(standing) == [
        (date(2026, 6, 30), CashKind.REDEEMABLE, "109916.67"),
        (date(2026, 7, 1), CashKind.MATURES, "110000.00"),
    ]

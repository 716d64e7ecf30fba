"""From the request to the payment, with figures worked out by hand."""

from datetime import date

import pytest

from accounts.ledger.api import balance, open_account
from fidus.lib import clock
from funds.domain.calendars import Calendar
from funds.errors import BadDate, IllegalState, ReferenceUsed, SecondPersonNeeded
from funds.models import Investment
from funds.redemptions.errors import NotEnough, NoticeTooLate, RedemptionRefused, TooLate
from funds.redemptions.models import Redemption
from funds.redemptions.services.approve_redemption import approve_redemption
from funds.redemptions.services.cancel_redemption import cancel_redemption
from funds.redemptions.services.check_redemption import check_redemption
from funds.redemptions.services.pay_redemption import pay_redemption
from funds.redemptions.services.reject_redemption import reject_redemption
from funds.redemptions.services.return_redemption import return_redemption
from funds.redemptions.tests.scenes import a_request, approved, night, paid, to_pay_to
from funds.selectors.interest import interest_table
from funds.selectors.obligations import obligations
from funds.tests.scenes import a_client, a_product, a_user, an_investment, usd
from funds.wallets.tests.scenes import a_destination

pytestmark = pytest.mark.django_db
# 100,000.00 at 2.5 % a month from 1 June on (funded 1 April, two months of incubation), 30/360.
ASKED, WINDOW = date(2026, 6, 1), date(2026, 6, 30)


@pytest.fixture
def investment():
    a_product(calendar=Calendar.WEEKDAYS, notice_business_days=10)
    investment = an_investment(funded_on=date(2026, 4, 1))
    night(ASKED)
    with clock.at(ASKED):
        yield investment


def owed(investment, on):
    found = obligations([Investment.objects.get(pk=investment.pk)], as_of=on)[investment.pk]
    return found.principal, found.accrued, found.paid_out, found.payable


def bank(on):
    return balance(open_account(code="Assets:Bank:USD", kind="asset", currency="USD"), as_of=on)


def test_a_part_leaves_in_its_window_and_the_rest_goes_on_earning(investment):
    redemption = approved(a_request(investment, usd("40000.00")))
    # Ten weekdays before Tuesday 30 June: 16 June.
    assert (redemption.window_on, redemption.notice_by) == (WINDOW, date(2026, 6, 16))
    night(date(2026, 6, 29))
    redemption.refresh_from_db()
    assert redemption.state == "approved"
    night(WINDOW)
    redemption.refresh_from_db()
    assert (redemption.state, redemption.net, redemption.settled_on) == ("payable", usd("40000.00"), WINDOW)
    # 1 to 30 June, 29 days of 30: 100,000 x 2.5 % x 29 / 30.
    assert owed(investment, WINDOW) == (usd("60000.00"), usd("2416.67"), usd(0), usd("40000.00"))
    with clock.at(WINDOW):
        paid(redemption)
    assert owed(investment, WINDOW) == (usd("60000.00"), usd("2416.67"), usd(0), usd(0))
    assert bank(WINDOW) == usd("60000.00")
    investment.refresh_from_db()
    assert (investment.state, investment.principal_left) == ("active", usd("60000.00"))
    night(date(2026, 8, 1))
    # One day of the first month and the whole second one on 60,000.00: 50.00 and 1,500.00 more.
    assert owed(investment, date(2026, 8, 1))[1] == usd("3966.67")
    with clock.at(date(2026, 8, 1)):
        table = interest_table(investment, date(2026, 8, 1))
    assert [line.month.interest for line in table] == [usd("2466.67"), usd("1500.00")]


def test_all_of_it_takes_the_interest_along_and_closes_the_investment(investment):
    redemption = approved(a_request(investment))
    night(WINDOW)
    redemption.refresh_from_db()
    assert (redemption.principal, redemption.interest) == (usd("100000.00"), usd("2416.67"))
    assert owed(investment, WINDOW) == (usd(0), usd("2416.67"), usd("2416.67"), usd("102416.67"))
    night(date(2026, 7, 3))
    with clock.at(date(2026, 7, 3)):
        paid(redemption)
    investment.refresh_from_db()
    assert (investment.state, investment.closed_on) == ("closed", date(2026, 7, 3))
    assert obligations([investment], as_of=date(2026, 7, 3))[investment.pk].total == usd(0)
    assert bank(date(2026, 7, 3)) == usd("-2416.67")
    night(date(2026, 7, 20))
    assert owed(investment, date(2026, 7, 20))[1] == usd("2416.67")


def test_kept_interest_may_leave_with_a_part_and_is_taken_only_once(investment):
    approved(a_request(investment, usd("40000.00"), with_interest=True))
    night(WINDOW)
    assert owed(investment, WINDOW) == (usd("60000.00"), usd("2416.67"), usd("2416.67"), usd("42416.67"))
    with clock.at(date(2026, 7, 1)):
        approved(a_request(investment))
    night(date(2026, 9, 30))
    # 60,000 x 2.5 % from 30 June to 30 September: three months.
    assert owed(investment, date(2026, 9, 30))[3] == usd("42416.67") + usd("64500.00")


def test_interest_paid_out_each_month_is_neither_lost_nor_paid_twice():
    a_product(calendar=Calendar.WEEKDAYS)
    investment = an_investment(interest_mode="pay_out", funded_on=date(2026, 3, 1))
    night(ASKED)
    with clock.at(ASKED):
        approved(a_request(investment))
    night(WINDOW)
    redemption = Redemption.objects.get()
    # The month to 1 June fell due and waits for its payment; 29 days of the next leave with the principal.
    assert [payout.amount for payout in investment.payouts.all()] == [usd("2500.00")]
    assert redemption.interest == usd("2416.67")
    with clock.at(WINDOW):
        paid(redemption)
    night(date(2026, 8, 2))
    investment.refresh_from_db()
    assert investment.payouts.count() == 1
    assert investment.state == "redeeming", "an interest payment still waits"


def test_a_window_missed_by_the_night_still_leaves_on_its_day(investment):
    approved(a_request(investment, usd("40000.00")))
    night(date(2026, 7, 5))
    assert Redemption.objects.get().settled_on == WINDOW
    # 60,000 x 2.5 % x 5 / 30 since.
    assert owed(investment, date(2026, 7, 5))[1] == usd("2666.67")


def test_what_is_approved_late_earns_until_the_day_it_leaves(investment):
    redemption = a_request(investment, usd("40000.00"))
    night(date(2026, 7, 5))
    with clock.at(date(2026, 7, 5)):
        approved(redemption)
    night(date(2026, 7, 5))
    redemption.refresh_from_db()
    assert redemption.settled_on == date(2026, 7, 5)
    night(date(2026, 7, 6))
    # 100,000 x 2.5 % x (1 + 4 / 30), then a day of 60,000.
    assert owed(investment, date(2026, 7, 6))[1] == usd("2833.33") + usd("50.00")


def test_notice_that_comes_too_late_is_told_the_next_window(investment):
    with clock.at(date(2026, 6, 17)):
        with pytest.raises(NoticeTooLate, match=r"16 Jun 2026\. The next window is 30 Sep 2026: ask by 16 Sep"):
            a_request(investment, usd(1), window_on=WINDOW)
        with pytest.raises(RedemptionRefused, match="no window on 1 Jul 2026"):
            a_request(investment, usd(1), window_on=date(2026, 7, 1))
        assert a_request(investment, usd(1)).window_on == date(2026, 9, 30)


def test_no_more_is_reserved_than_there_is(investment):
    a_request(investment, usd("60000.00"))
    with pytest.raises(NotEnough, match=r"40,000.00 USD of INV-\d+ can be asked for"):
        a_request(investment, usd("40000.01"))
    with pytest.raises(NotEnough):
        a_request(investment)
    a_request(investment, usd("40000.00"))
    with pytest.raises(NotEnough):
        a_request(investment, usd("0.01"))


def test_what_is_cancelled_or_rejected_can_be_asked_for_again(investment):
    for end in (cancel_redemption, reject_redemption):
        redemption = a_request(investment)
        investment.refresh_from_db()
        assert investment.state == "redeeming"
        end(redemption=redemption, reason="Changed plans", by=a_user("olga", is_staff=True))
        investment.refresh_from_db()
        assert investment.state == "active"
    assert a_request(investment)


def test_a_client_takes_a_request_back_until_the_last_day_of_notice(investment):
    client = a_user("ada")
    redemption = a_request(investment, by=client)
    with clock.at(date(2026, 6, 17)):
        with pytest.raises(TooLate, match="until 16 Jun 2026"):
            cancel_redemption(redemption=redemption, by=client)
        cancel_redemption(redemption=redemption, by=a_user("olga", is_staff=True))


def test_four_people_at_most_two_hats_each(investment):
    ann, bob, cid = a_user("ann"), a_user("bob"), a_user("cid")
    redemption = a_request(investment, by=ann)
    check_redemption(redemption=redemption, by=bob)
    for person in (ann, bob):
        with pytest.raises(SecondPersonNeeded):
            approve_redemption(redemption=redemption, by=person)
    approve_redemption(redemption=redemption, by=cid)
    night(WINDOW)
    with clock.at(WINDOW):
        with pytest.raises(SecondPersonNeeded):
            pay_redemption(redemption=redemption, reference="OUT-1", by=cid)
        assert pay_redemption(redemption=redemption, reference="OUT-1", by=bob).state == "paid"
        assert pay_redemption(redemption=redemption, reference="OUT-1", by=bob).state == "paid"


def test_no_step_is_left_out(investment):
    redemption = a_request(investment)
    with pytest.raises(IllegalState):
        approve_redemption(redemption=redemption, by=a_user())
    with pytest.raises(IllegalState):
        paid(redemption)
    approved(redemption)
    with pytest.raises(IllegalState):
        check_redemption(redemption=redemption, by=a_user())


def test_one_reference_stands_for_one_payment(investment):
    first, second = (approved(a_request(investment, usd("10.00"))) for _ in range(2))
    night(WINDOW)
    with clock.at(WINDOW):
        paid(first, reference="OUT-1")
        for reference in ("OUT-1", " "):
            with pytest.raises(ReferenceUsed):
                paid(second, reference=reference)
        with pytest.raises(BadDate):
            paid(second, paid_on=date(2026, 6, 29))


def test_rejected_after_the_window_the_money_is_back_and_earns_from_that_day(investment):
    redemption = approved(a_request(investment))
    night(date(2026, 7, 10))
    with clock.at(date(2026, 7, 10)):
        redemption.refresh_from_db()
        reject_redemption(redemption=redemption, reason="The court froze it", by=a_user("olga"))
    assert owed(investment, date(2026, 7, 10)) == (usd("100000.00"), usd("2416.67"), usd(0), usd(0))
    assert owed(investment, date(2026, 7, 9))[3] == usd("102416.67"), "what was known then is still to be seen"
    night(date(2026, 7, 11))
    # Ten days without, then a day of 30.
    assert owed(investment, date(2026, 7, 11))[1] == usd("2500.00")
    investment.refresh_from_db()
    assert (investment.state, investment.principal_left) == ("active", usd("100000.00"))


def test_a_payment_that_came_back_reopens_the_investment(investment):
    redemption = approved(a_request(investment))
    night(WINDOW)
    with clock.at(WINDOW):
        paid(redemption)
    night(date(2026, 7, 10))
    with clock.at(date(2026, 7, 10)):
        with pytest.raises(BadDate):
            return_redemption(
                redemption=redemption, came_back_on=date(2026, 7, 11), reason="Account closed", by=a_user()
            )
        return_redemption(redemption=redemption, came_back_on=date(2026, 7, 8), reason="Account closed", by=a_user())
    assert owed(investment, date(2026, 7, 10)) == (usd("100000.00"), usd("2416.67"), usd(0), usd(0))
    assert bank(date(2026, 7, 10)) == usd("100000.00")
    investment.refresh_from_db()
    assert (investment.state, investment.closed_on) == ("active", None)
    night(date(2026, 7, 11))
    # Back since the 8th: three days of 30.
    assert owed(investment, date(2026, 7, 11))[1] == usd("2416.67") + usd("250.00")


def test_money_goes_only_where_it_may(investment):
    other = a_destination(a_client("Bruno Sample"))
    with pytest.raises(RedemptionRefused):
        a_request(investment, destination=other)
    proposed = a_destination(investment.client, state="proposed", address="1JT2h9aQ6KnP2vjRiPT13Dvc3ASp9mQ6fj")
    with pytest.raises(RedemptionRefused):
        a_request(investment, destination=proposed)
    nowhere = a_request(investment, destination=None)
    with pytest.raises(RedemptionRefused, match="where the money goes"):
        check_redemption(redemption=nowhere, by=a_user())
    assert check_redemption(redemption=nowhere, destination=to_pay_to(investment), by=a_user()).state == "checked"


def test_during_incubation_nothing_leaves():
    a_product()
    investment = an_investment(funded_on=ASKED)
    with clock.at(ASKED), pytest.raises(RedemptionRefused, match="end of incubation"):
        a_request(investment)


def test_a_term_that_ends_asks_for_its_money_by_itself():
    product = a_product(term_months=1, maturity_allowed=True, notice_business_days=5, calendar=Calendar.WEEKDAYS)
    investment = an_investment(product=product, interest_mode="maturity", funded_on=date(2026, 4, 1))
    # A month from 1 June ends on 1 July; five weekdays before is 24 June.
    night(date(2026, 6, 23))
    assert not Redemption.objects.exists()
    night(date(2026, 6, 24))
    redemption = Redemption.objects.get()
    assert (redemption.occasion, redemption.window_on, redemption.requested_by) == ("maturity", date(2026, 7, 1), None)
    with clock.at(date(2026, 6, 25)):
        check_redemption(redemption=redemption, destination=to_pay_to(investment), by=a_user())
        approve_redemption(redemption=redemption, by=a_user())
    night(date(2026, 7, 1))
    redemption.refresh_from_db()
    assert redemption.net == usd("102500.00")
    assert not investment.payouts.exists()


def test_a_term_whose_payback_was_rejected_is_left_to_people_who_need_no_window():
    product = a_product(term_months=1, maturity_allowed=True, calendar=Calendar.WEEKDAYS)
    investment = an_investment(product=product, interest_mode="maturity", funded_on=date(2026, 4, 1))
    night(date(2026, 6, 24))
    night(date(2026, 7, 1))
    with clock.at(date(2026, 7, 1)):
        reject_redemption(redemption=Redemption.objects.get(), reason="The court froze it", by=a_user())
    night(date(2026, 7, 2))
    assert Redemption.objects.count() == 1
    with clock.at(date(2026, 7, 2)):
        approved(a_request(investment))
    night(date(2026, 7, 2))
    # A month and a day on 100,000.00.
    assert Redemption.objects.latest("pk").net == usd("102583.33")


def test_only_what_was_checked_is_approved_whatever_its_destination(investment):
    redemption = a_request(investment)
    with pytest.raises(IllegalState, match="only what was checked"):
        approve_redemption(redemption=redemption, by=a_user("approver"))

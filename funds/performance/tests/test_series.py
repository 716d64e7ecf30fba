"""What money was worth, what moved and what was earned, out of the ledger and of deals."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.ledger.api import Draft, Leg, open_account, post_entry, reverse_entry
from fidus.lib import clock
from funds.models import InterestPayout
from funds.performance.selectors.lines import parts_of
from funds.performance.selectors.measures import measure
from funds.performance.selectors.subjects import FIRM, FUNDS, subject_choices, subject_of
from funds.performance.tests.scenes import an_account, cash, earn
from funds.services.approve_interest_payout import approve_interest_payout
from funds.services.make_interest_due import make_interest_due
from funds.services.pay_interest import pay_interest
from funds.tests.scenes import a_client, a_product, a_user, accrue_until, an_investment, usd
from funds.tests.ways import paid_by_bank

pytestmark = pytest.mark.django_db
OPENED, MARCH = date(2026, 1, 1), date(2026, 3, 1)
D = Decimal


@pytest.fixture
def investment():
    """100,000.00 at 2.5 % a month from 1 January, without incubation: 105,000.00 on 1 March."""
    a_product(incubation_months=0)
    investment = an_investment(interest_mode="pay_out", funded_on=OPENED)
    accrue_until(MARCH)
    with clock.at(MARCH):
        yield investment


def series_of(key, *, currency="USD", start=None, end=MARCH):
    return subject_of(key).series(currency=currency, start=start, end=end)


def post(investment, amount, *, against, kind, on, account="principal_account"):
    across = open_account(code=f"{against}:Test:USD", kind=kind, currency="USD")
    key = f"test:{against}:{on}:{amount}"
    legs = (Leg(getattr(investment, account), amount), Leg(across, -amount))
    draft = Draft(key=key, kind="test", text="A test", booked_on=MARCH, value_on=on, legs=legs)
    return post_entry(draft, by=None).entry


def test_an_investment_earns_its_interest_and_its_money_is_no_gain(investment):
    series = series_of(f"investment:{investment.number}")
    assert (series.start, series.end) == (date(2025, 12, 31), MARCH)
    assert (series.opening, series.paid_in, series.paid_out) == (usd(0), usd("100000"), usd(0))
    assert (series.gain, series.closing) == (usd("5000.00"), usd("105000.00"))
    measured = measure(series)
    assert measured.time_weighted.value == pytest.approx(D("0.05"))
    # January whole: 1 to 31 January are thirty days of 30/360. February's interest of 2,500.00 on 102,500.00.
    assert measured.months[0].value == D("0.025")
    assert [month.whole for month in measured.months] == [True, True, False]
    assert measured.drawdown is None
    # One payment and one value: both returns are the same, of the 59 days from the one to the other.
    assert measured.money_weighted.value == pytest.approx(D("0.05"), abs=D("1e-11"))
    assert "Over 59 days" in measured.money_weighted.note


def test_a_payout_of_interest_is_neither_a_loss_nor_a_fall(investment):
    make_interest_due(as_of=MARCH, by=None)
    first = InterestPayout.objects.order_by("due_on").first()
    with clock.at(date(2026, 2, 2)), paid_by_bank():
        approve_interest_payout(payout=first, by=a_user())
        pay_interest(payout=first, bank_reference="INT-1", by=a_user())
    series = series_of(f"client:{investment.client.number}")
    assert (series.paid_out, series.gain, series.closing) == (usd("2500.00"), usd("5000.00"), usd("102500.00"))
    measured = measure(series)
    assert measured.drawdown is None
    # On 2 February 102,583.33 stood there; from then on interest is earned on 100,083.33.
    exact = D("102583.33") / 100000 * D("102500.00") / D("100083.33") - 1
    assert measured.time_weighted.value == pytest.approx(exact, abs=D("1e-15"))


def test_a_fee_is_borne_and_a_repayment_is_not(investment):
    post(investment, usd("1000"), against="Income:Fees", kind="income", on=date(2026, 2, 10))
    post(investment, usd("20000"), against="Assets:Bank", kind="asset", on=date(2026, 2, 20))
    series = series_of(f"investment:{investment.number}")
    assert (series.paid_out, series.gain, series.closing) == (usd("20000"), usd("4000"), usd("84000"))
    fall = measure(series).drawdown
    assert fall is not None
    assert fall.trough_on == date(2026, 2, 10)


def test_what_is_reversed_is_undone_on_its_side(investment):
    fee = post(investment, usd("1000"), against="Income:Fees", kind="income", on=date(2026, 2, 10))
    back = post(investment, usd("500"), against="Assets:Bank", kind="asset", on=date(2026, 2, 20))
    for entry in (fee, back):
        reverse_entry(entry, key=f"undo:{entry}", value_on=MARCH, by=None, reason="Wrong")
    series = series_of(f"investment:{investment.number}")
    assert (series.paid_in, series.paid_out, series.gain) == (usd("100500"), usd("500"), usd("5000"))


def test_money_between_two_investments_of_a_client_is_inside_the_client_and_outside_each(investment):
    other = an_investment("1000.00", client=investment.client, funded_on=OPENED)
    amount = usd("300")
    legs = (Leg(investment.principal_account, amount), Leg(other.principal_account, -amount))
    post_entry(
        Draft(key="between", kind="test", text="Moved", booked_on=MARCH, value_on=date(2026, 2, 5), legs=legs), by=None
    )
    client = subject_of(f"client:{investment.client.number}")
    series = client.series(currency="USD", start=None, end=MARCH)
    assert (series.paid_in, series.paid_out) == (usd("101000"), usd(0))
    lines = {line.label: line for line in parts_of(client, currency="USD", start=series.start, end=MARCH)}
    assert lines[investment.number].paid_out == usd("300")
    assert lines[other.number].paid_in == usd("1300")
    assert lines[other.number].gain == usd(0)


def test_a_deposit_improves_neither_an_account_nor_the_firm():
    account, other = an_account(), an_account(7002)
    cash(account, date(2026, 1, 5), "1000")
    earn(account, date(2026, 1, 10), "100")
    cash(account, date(2026, 2, 1), "8900")
    earn(account, date(2026, 2, 10), "-500")
    cash(account, date(2026, 2, 20), "-2000")
    cash(other, date(2026, 2, 20), "2000")
    cash(account, date(2026, 2, 21), "50", kind="bonus", in_balance=False)
    series = series_of(f"account:{account.pk}")
    measured = measure(series)
    # 1,000 + 10 %, then 10,000 - 5 %: 1.1 x 0.95 = 1.045.
    assert measured.time_weighted.value == pytest.approx(D("0.045"))
    assert (series.gain, series.closing) == (usd("-400"), usd("7500"))
    assert measured.drawdown.depth == pytest.approx(D("-0.05"))
    firm = series_of(FIRM)
    # What went from one account to the other on one day is no money that came in.
    assert measure(firm).time_weighted.value == pytest.approx(D("0.045"))
    lines = parts_of(subject_of(FIRM), currency="USD", start=firm.start, end=firm.end)
    assert [(line.gain, line.closing) for line in lines] == [(usd("-400"), usd("7500")), (usd(0), usd("2000"))]


def test_credits_and_corrections_are_flows_too():
    account = an_account()
    cash(account, date(2026, 1, 5), "1000", kind="derived opening")
    corrected_on = date(2026, 1, 9)
    cash(account, corrected_on, "-30", kind="correction")
    cash(account, corrected_on, "200", kind="credit")
    series = series_of(f"account:{account.pk}")
    assert (series.gain, series.closing) == (usd(0), usd("1170"))
    assert measure(series).time_weighted.value == 0


def test_a_period_begins_with_what_was_there_and_a_closed_one_ends_with_its_money(investment):
    series = series_of(f"investment:{investment.number}", start=date(2026, 1, 31))
    assert (series.opening, series.gain) == (usd("102500.00"), usd("2500.00"))
    post(investment, usd("105000"), against="Assets:Bank", kind="asset", on=MARCH)
    later = series_of(f"investment:{investment.number}", end=date(2026, 6, 30))
    assert (later.end, later.closing, later.paid_out) == (MARCH, usd(0), usd("105000"))
    assert measure(later).time_weighted.value == pytest.approx(D("0.05"))


def test_money_of_another_currency_is_not_added(investment):
    a_product("EURO", currency="EUR", incubation_months=0)
    assert series_of(FUNDS, currency="EUR") is None
    assert series_of(FUNDS).closing == usd("105000.00")


def test_all_funds_are_made_of_funds_and_a_fund_of_investments(investment):
    core = a_product("CORE", monthly_rate="0.015", incubation_months=0)
    an_investment("2000.00", client=a_client("Bruno Sample"), product=core, funded_on=OPENED)
    accrue_until(MARCH)
    funds = parts_of(subject_of(FUNDS), currency="USD", start=date(2025, 12, 31), end=MARCH)
    assert [(line.key, line.gain) for line in funds] == [
        ("fund:BALANCE", usd("5000.00")), ("fund:CORE", usd("60.00")),
    ]  # fmt: skip
    assert funds[1].money_weighted().value == pytest.approx(D("0.03"), abs=D("1e-3"))
    keys = [key for key, _ in subject_choices()]
    assert keys[:4] == ["firm", "funds", "fund:BALANCE", "fund:CORE"]
    assert subject_of("fund:NONE") is None
    assert subject_of("account:x") is None
    assert subject_of("") is None


def test_the_gains_of_the_parts_are_the_gain_of_the_whole(investment):
    an_investment("777.77", client=investment.client, funded_on=date(2026, 2, 3))
    accrue_until(MARCH)
    fund = subject_of("fund:BALANCE")
    series = fund.series(currency="USD", start=date(2026, 1, 15), end=MARCH)
    lines = parts_of(fund, currency="USD", start=series.start, end=series.end)
    for name in ("opening", "paid_in", "paid_out", "gain", "closing"):
        assert sum((getattr(line, name) for line in lines), usd(0)) == getattr(series, name), name


def test_what_is_redeemed_is_the_clients_until_it_is_sent(investment):
    """40,000.00 set aside on 10 February, 400.00 kept back of it on the same day, 39,600.00 sent on the 20th."""
    payable = open_account(code="Liabilities:Test:Payable:USD", kind="liability", currency="USD")
    investment.payable_account = payable
    investment.save(update_fields=["payable_account"])
    legs = (Leg(investment.principal_account, usd("40000")), Leg(payable, -usd("40000")))
    aside = Draft(key="aside", kind="redemption", text="Aside", booked_on=MARCH, value_on=date(2026, 2, 10), legs=legs)
    post_entry(aside, by=None)
    post(
        investment, usd("400"), against="Income:Leaving", kind="income", on=date(2026, 2, 10), account="payable_account"
    )
    before = series_of(f"investment:{investment.number}", end=date(2026, 2, 19))
    assert before.paid_out == usd(0)
    post(investment, usd("39600"), against="Assets:Sent", kind="asset", on=date(2026, 2, 20), account="payable_account")
    after = series_of(f"investment:{investment.number}")
    assert (after.paid_out, after.gain, after.closing) == (usd("39600"), usd("4600"), usd("65000"))


def test_two_rates_that_fit_are_both_told_and_neither_is_shown():
    """100 in, 230 out after a year, 132 in after two and lost: 10 % and 20 % a year."""
    account = an_account()
    cash(account, date(2023, 1, 1), "100")
    earn(account, date(2023, 6, 1), "130")
    cash(account, date(2024, 1, 1), "-230")
    cash(account, date(2024, 12, 31), "132")
    earn(account, date(2025, 1, 31), "-132")
    measured = measure(series_of(f"account:{account.pk}"))
    assert measured.money_weighted.value is None
    assert "10.00\N{NO-BREAK SPACE}% and 20.00\N{NO-BREAK SPACE}% a year" in measured.money_weighted.note
    assert measured.time_weighted.value == -1

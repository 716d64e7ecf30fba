"""Differences of exchange: worked by hand, cumulative without drift, once a month, reversible."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.ledger.api import Draft, Leg, balance, close_period, open_account, post_entry, trial_balance
from accounts.rates.domain.revaluation import revalue_position
from accounts.rates.errors import IllegalState, NotRevalued
from accounts.rates.models import Revaluation
from accounts.rates.services.import_rates import import_rates
from accounts.rates.services.revalue import revalue
from accounts.rates.services.reverse_revaluation import reverse_revaluation
from accounts.rates.tests.files import history
from accounts.tests.people import staff
from fidus.lib import clock
from fidus.lib.money import Money

SEP, OCT = date(2026, 9, 30), date(2026, 10, 31)
# 31 Oct 2026 is a Saturday: Friday's rate holds.
RATES = {date(2026, 9, 10): "1.10", SEP: "1.12", date(2026, 10, 15): "1.15", date(2026, 10, 30): "1.05"}


@pytest.fixture
def rosa(db):
    with clock.at(date(2026, 11, 5)):
        import_rates(content=history({day: {"USD": usd} for day, usd in RATES.items()}), name="rates.csv", by=None)
        yield staff()


def book(key, day, amount, kind="income", currency="EUR"):
    """`amount` comes to the firm's bank, from the income or a client."""
    money = Money.of(amount, currency)
    bank = open_account(code=f"Assets:Bank:{currency}", kind="asset", currency=currency)
    root = {"income": "Income:Fees", "expense": "Expenses:Operating", "liability": "Liabilities:Clients:C1"}[kind]
    other = open_account(code=f"{root}:{currency}", kind=kind, currency=currency)
    post_entry(Draft(key, "test", key, clock.today(), day, (Leg(bank, money), Leg(other, -money))), by=None)


def held(code):
    return balance(open_account(code=code, kind=_KINDS[code.split(":")[0]], currency="USD"), as_of=date(2026, 12, 31))


_KINDS = {"Assets": "asset", "Income": "income", "Expenses": "expense"}


def worked_example():
    book("fee", date(2026, 9, 10), "1000.00")
    book("costs", date(2026, 10, 15), "-400.00", kind="expense")
    # What came in and is owed in the same currency is nobody's gain or loss.
    book("client", date(2026, 9, 10), "50000.00", kind="liability")


def test_the_worked_example(rosa):
    worked_example()
    # September: 1,000.00 EUR came at 1.10 = 1,100.00 USD; at 1.12 they are 1,120.00: a gain of 20.00.
    (one,) = revalue(month_end=SEP, by=rosa)
    assert (one.position, one.carrying, one.value, one.posted) == (
        Money.of("1000.00", "EUR"), Money.of("1100.00", "USD"), Money.of("1120.00", "USD"), Money.of("20.00", "USD"),
    )  # fmt: skip
    # October: 400.00 left at 1.15 = 460.00, so 600.00 EUR are carried at 640.00; at 1.05 they are 630.00: 10.00 lost
    # since the beginning, of which a gain of 20.00 is posted: 30.00 to lose.
    (two,) = revalue(month_end=OCT, by=rosa)
    assert (two.position, two.carrying, two.value, two.posted) == (
        Money.of("600.00", "EUR"), Money.of("640.00", "USD"), Money.of("630.00", "USD"), Money.of("-30.00", "USD"),
    )  # fmt: skip
    assert two.rate_on == date(2026, 10, 30)
    assert held("Assets:Revaluation:EUR") == Money.of("-10.00", "USD")
    assert held("Income:ExchangeDifferences:USD") == Money.of("-20.00", "USD")
    assert held("Expenses:ExchangeDifferences:USD") == Money.of("30.00", "USD")
    for currency in ("USD", "EUR"):
        lines = [line for line in trial_balance(as_of=OCT) if line.debit.currency == currency]
        assert sum((line.debit.minor - line.credit.minor) for line in lines) == 0


def test_run_again_it_adds_nothing(rosa):
    worked_example()
    first, again = revalue(month_end=SEP, by=rosa), revalue(month_end=SEP, by=rosa)
    assert [one.pk for one in first] == [one.pk for one in again]
    assert held("Assets:Revaluation:EUR") == Money.of("20.00", "USD")


def test_what_was_booked_late_comes_with_the_next_month(rosa):
    worked_example()
    revalue(month_end=SEP, by=rosa)
    book("late", date(2026, 9, 10), "100.00")
    (october,) = revalue(month_end=OCT, by=rosa)
    # 700.00 EUR carried at 750.00, worth 735.00: 15.00 lost, 20.00 posted as gained.
    assert october.posted == Money.of("-35.00", "USD")


def test_reversed_it_can_be_done_anew_and_nothing_drifts(rosa):
    worked_example()
    (one,) = revalue(month_end=SEP, by=rosa)
    reverse_revaluation(revaluation=one, reason="A rate was corrected", by=rosa)
    assert held("Assets:Revaluation:EUR") == Money.zero("USD")
    with pytest.raises(IllegalState):
        reverse_revaluation(revaluation=one, reason="Twice", by=rosa)
    (again,) = revalue(month_end=SEP, by=rosa)
    assert (again.attempt, again.posted) == (2, Money.of("20.00", "USD"))
    assert held("Assets:Revaluation:EUR") == Money.of("20.00", "USD")


def test_months_go_in_their_order_and_come_back_in_the_other(rosa):
    worked_example()
    (september,) = revalue(month_end=SEP, by=rosa)
    revalue(month_end=OCT, by=rosa)
    with pytest.raises(NotRevalued, match="Reverse October 2026 first"):
        reverse_revaluation(revaluation=september, reason="Wrong", by=rosa)
    with pytest.raises(NotRevalued, match="posted already"):
        revalue(month_end=date(2026, 8, 31), by=rosa)


def test_a_missing_rate_is_said_in_words_and_nothing_is_posted(rosa):
    worked_example()
    book("dirham", date(2026, 9, 12), "700.00", currency="AED")
    with pytest.raises(NotRevalued, match="no rate of AED up to"):
        revalue(month_end=SEP, by=rosa)
    assert Revaluation.objects.count() == 0


def test_only_months_that_are_over_and_open(rosa):
    worked_example()
    with pytest.raises(NotRevalued, match="last day of a month"):
        revalue(month_end=date(2026, 9, 29), by=rosa)
    with pytest.raises(NotRevalued, match="last day of a month"):
        revalue(month_end=date(2026, 11, 30), by=rosa)
    close_period(until=SEP, by=rosa)
    with pytest.raises(NotRevalued, match="closed"):
        revalue(month_end=SEP, by=rosa)


RATE = st.integers(5000, 20000).map(lambda units: Fraction(units, 10000))
MONTH = st.tuples(st.lists(st.tuples(st.integers(-(10**9), 10**9), RATE), max_size=5), RATE)


@settings(max_examples=80)
@given(st.lists(MONTH, min_size=1, max_size=8))
def test_what_all_months_posted_is_what_was_gained_at_every_month(months):
    """Posted cumulatively less what stands, so the sum is the difference itself however many months there were."""
    gained, rates, posted = [], {}, Money.zero("USD")
    for number, (rows, closing) in enumerate(months):
        for minor, rate in rows:
            day = date.fromordinal(date(2020, 1, 1).toordinal() + len(rates))
            rates[day] = rate
            gained.append((day, Money.from_minor(minor, "EUR")))
        now = revalue_position(gained, currency="EUR", to="USD", rate_of=rates.__getitem__, closing=closing)
        posted += now.difference - posted
        exact = sum((Fraction(money.amount) * (closing - rates[day]) for day, money in gained), Fraction(0))
        assert abs(Fraction(posted.amount) - exact) <= Fraction(1, 100), number
    assert now.position.minor == sum(money.minor for _, money in gained)


def test_at_the_rate_it_came_nothing_is_gained():
    rows = [(SEP, Money.of("123.45", "EUR")), (OCT, Money.of("-23.11", "EUR"))]
    same = revalue_position(
        rows, currency="EUR", to="USD", rate_of=lambda _: Fraction(11172, 10000), closing=Fraction(Decimal("1.1172"))
    )
    assert same.difference == Money.zero("USD")

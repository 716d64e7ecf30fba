"""The demo's invented rates go the way of the bank's own file."""

from datetime import date

import pytest

from accounts.models import User
from accounts.rates.api import rate
from accounts.rates.feed import feed_state
from accounts.rates.models import RateImport, RateOverride, Revaluation
from fidus.demo.exchange_rates import invented_history, show_rates
from fidus.lib import clock

TODAY = date(2026, 11, 21)


def test_the_same_seed_writes_the_same_file_and_another_another():
    first, last = date(2026, 1, 1), date(2026, 3, 31)
    assert invented_history(start=first, end=last, seed=1) == invented_history(start=first, end=last, seed=1)
    assert invented_history(start=first, end=last, seed=1) != invented_history(start=first, end=last, seed=2)


@pytest.mark.django_db
def test_the_demo_firm_has_rates_a_peg_one_that_waits_and_its_months_revalued():
    officer, approver = (User.objects.create_user(f"{name}@example.test") for name in ("petra", "rosa"))
    with clock.at(TODAY):
        show_rates(start=date(2025, 5, 21), as_of=TODAY, seed=147, officer=officer, approver=approver)
        assert not feed_state().is_due
        assert rate("EUR", "USD", as_of=TODAY).source == "invented for the demo"
        assert rate("USDT", "USD", as_of=TODAY).value == 1
    taken = RateImport.objects.get()
    assert taken.days > 450
    assert RateOverride.objects.filter(state="proposed").count() == 1
    # March to October, each month once; three costs of 1,840.00 EUR by then.
    months = Revaluation.objects.order_by("month_end")
    assert [one.month_end.month for one in months] == list(range(3, 11))
    assert months.last().position.minor == -552000

"""The firm's key figures over all currencies, in its own."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.rates.services.import_rates import import_rates
from accounts.rates.tests.files import history
from accounts.tests.people import staff
from fidus.lib import clock
from fidus.lib.money import Money
from funds.services.fund_investment import fund_investment
from funds.services.open_investment import open_investment
from funds.tests.scenes import a_client, a_product, an_investment

TODAY = date(2026, 11, 1)


@pytest.fixture
def home(client, db):
    with clock.at(TODAY):
        an_investment(product=a_product(), funded_on=date(2026, 10, 30))
        euros = Money.of("50000.00", "EUR")
        investment = open_investment(
            client=a_client("Emil Muster"), product=a_product("CORE", currency="EUR"), principal=euros,
            interest_mode="keep", custom_rate=None, by=None,
        )  # fmt: skip
        fund_investment(investment=investment, received_on=TODAY, bank_reference="EUR-1", by=None)
        client.force_login(staff())
        yield lambda: client.get(reverse("admin:index")).content.decode()


def test_currencies_are_added_up_at_todays_rate_which_is_shown(home):
    import_rates(content=history({date(2026, 10, 30): {"USD": "1.2"}}), name="rates.csv", by=None)
    # 100,000.00 USD + 50,000.00 EUR x 1.2
    page = home()
    assert "160,000.00" in page
    assert "EUR at 1.2 of 30 Oct 2026 (ECB)" in page


def test_without_a_rate_nothing_is_added_and_it_says_so(home):
    page = home()
    assert "No total in USD: There is no rate of USD up to 1 Nov 2026." in page
    assert "150,000.00" not in page

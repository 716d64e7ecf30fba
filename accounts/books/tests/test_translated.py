"""All currencies in the firm's own, worked by hand: 1,000 EUR paid in at 1.10, 100 earned at 1.20, held at 1.25."""

from datetime import date

import pytest

from accounts.books.domain.periods import Period
from accounts.books.selectors.reports import Asked, balance_sheet, cash_flow, profit_and_loss
from accounts.ledger import api
from accounts.ledger.api import AccountSpec, Draft, Leg
from accounts.rates.services.import_rates import import_rates
from accounts.rates.tests.files import history
from fidus.lib import clock
from fidus.lib.money import Money

pytestmark = pytest.mark.django_db
QUARTER = Period(date(2026, 1, 1), date(2026, 3, 31))
CHART = [
    AccountSpec("Assets:Bank:EUR", "asset", "EUR"), AccountSpec("Equity:Capital:EUR", "equity", "EUR"),
    AccountSpec("Income:Fees:EUR", "income", "EUR"), AccountSpec("Assets:Bank:USD", "asset", "USD"),
    AccountSpec("Equity:Capital:USD", "equity", "USD"), AccountSpec("Expenses:Operating:USD", "expense", "USD"),
]  # fmt: skip


@pytest.fixture
def books():
    bank, capital, fees, dollars, paid_in, costs = api.open_accounts(CHART)

    def post(key: str, on: date, debit: int, credit: int, amount: str, currency: str, kind: str) -> None:
        money = Money.of(amount, currency)
        legs = [Leg(debit, money), Leg(credit, -money)]
        api.post_entry(Draft(key, kind, "", on, on, legs), by=None)

    post("1", date(2026, 1, 10), bank, capital, "1000.00", "EUR", "capital")
    post("2", date(2026, 2, 10), bank, fees, "100.00", "EUR", "fee")
    post("3", date(2026, 1, 5), dollars, paid_in, "500.00", "USD", "capital")
    post("4", date(2026, 3, 5), costs, dollars, "40.00", "USD", "operating_cost")


@pytest.fixture
def rates():
    days = {date(2025, 12, 31): "1.05", date(2026, 1, 30): "1.10", date(2026, 2, 27): "1.20", date(2026, 3, 31): "1.25"}
    with clock.at(date(2026, 4, 2)):
        import_rates(content=history({day: {"USD": rate} for day, rate in days.items()}), name="r.csv", by=None)


def figures(report) -> dict[str, str]:
    sheet = report.sheets[0]
    assert sheet.converted
    assert report.holds
    return {row.label: str(row.cells[0].amount) for row in sheet.rows if row.cells}


def test_the_balance_sheet_ties_with_what_translation_left_over(books, rates):
    shown = figures(balance_sheet(Asked(QUARTER)))
    assert shown["Assets, total"] == "1835.00"  # 1,100 EUR at 1.25 and 460 USD
    assert shown["Capital"] == "1600.00"  # 1,000 EUR at 1.10 and 500 USD
    assert shown["Result of this year so far"] == "80.00"  # 100 EUR at 1.20 less 40 USD
    assert shown["Difference from translation"] == "155.00"  # 1,000 x 0.15 and 100 x 0.05
    assert shown["Liabilities and equity"] == "1835.00"


def test_profit_and_loss_is_the_balance_sheets_result(books, rates):
    shown = figures(profit_and_loss(Asked(QUARTER)))
    assert (shown["Income, total"], shown["Expenses, total"], shown["Result"]) == ("120.00", "40.00", "80.00")


def test_cash_flow_names_what_the_rates_did(books, rates):
    shown = figures(cash_flow(Asked(QUARTER)))
    assert (shown["Capital"], shown["Fee"], shown["Paid, total"]) == ("1600.00", "120.00", "-40.00")
    assert (shown["Effect of exchange rates"], shown["Cash at the end"]) == ("155.00", "1835.00")


def test_results_of_earlier_years_keep_their_rates(books, rates):
    next_year = Period(date(2027, 1, 1), date(2027, 1, 2))
    with clock.at(date(2027, 1, 3)):
        import_rates(content=history({date(2027, 1, 2): {"USD": "1.50"}}), name="later.csv", by=None)
        shown = figures(balance_sheet(Asked(next_year)))
    assert (shown["Result of earlier years"], shown["Result of this year so far"]) == ("80.00", "0.00")
    assert shown["Assets, total"] == "2110.00"


def test_what_revaluation_posted_is_not_counted_twice(books, rates):
    holding, result = api.open_accounts(
        [
            AccountSpec("Assets:Revaluation:EUR", "asset", "USD"),
            AccountSpec("Income:ExchangeDifferences:USD", "income", "USD"),
        ]
    )
    gain = Money.of("155.00", "USD")
    day = date(2026, 3, 31)
    api.post_entry(Draft("r", "revaluation", "", day, day, [Leg(holding, gain), Leg(result, -gain)]), by=None)
    shown = figures(balance_sheet(Asked(QUARTER)))
    assert shown["Assets, total"] == "1835.00"
    assert shown["Result of this year so far"] == "235.00"
    assert shown["Difference from translation"] == "0.00"


def test_without_rates_the_currencies_stand_alone_and_it_is_said(books):
    report = balance_sheet(Asked(QUARTER))
    assert [sheet.currency for sheet in report.sheets] == ["EUR", "USD"]
    assert "There is no rate of" in report.note


def test_of_days_to_come_the_rate_of_today_counts(books, rates):
    with clock.at(date(2026, 4, 2)):
        shown = figures(balance_sheet(Asked(Period(date(2026, 1, 1), date(2026, 12, 31)))))
    assert shown["Assets, total"] == "1835.00"

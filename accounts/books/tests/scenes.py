"""A small firm's books and the people who keep them."""

from datetime import date

from accounts.ledger import api
from accounts.ledger.api import AccountSpec, Draft, Leg
from accounts.models import User
from accounts.tests.people import staff
from fidus.lib import clock
from fidus.lib.money import Money

TODAY = date(2026, 4, 10)
CHART = [
    AccountSpec("Assets:Bank:USD", "asset", "USD", "The firm's bank"),
    AccountSpec("Assets:Broker:USD", "asset", "USD", "At the broker"),
    AccountSpec("Liabilities:Clients:C100401:INV-0001:Principal", "liability", "USD", "Principal"),
    AccountSpec("Equity:Capital:USD", "equity", "USD", "Capital paid in"),
    AccountSpec("Income:Fees:USD", "income", "USD", "Fees"),
    AccountSpec("Expenses:Operating:USD", "expense", "USD", "Operating costs"),
]
BANK, BROKER, CLIENT, CAPITAL, FEES, COSTS = (spec.code for spec in CHART)


def usd(amount: str | int) -> Money:
    return Money.of(amount, "USD")


def post(debit: str, credit: str, amount: str, on: date, *, key: str, kind: str = "transfer") -> int:
    """One entry between two accounts of the chart, booked on its value date."""
    ids = dict(zip([spec.code for spec in CHART], api.open_accounts(CHART), strict=True))
    legs = [Leg(ids[debit], usd(amount)), Leg(ids[credit], -usd(amount))]
    return api.post_entry(Draft(key, kind, f"{kind} {key}", on, on, legs), by=None).entry


def a_quarter() -> None:
    """January to March 2026: capital, a client's deposit, fees and costs, money put to work at the broker."""
    post(BANK, CAPITAL, "50000.00", date(2026, 1, 5), key="capital", kind="capital")
    post(BANK, CLIENT, "100000.00", date(2026, 1, 20), key="deposit", kind="deposit")
    post(BROKER, BANK, "80000.00", date(2026, 2, 2), key="to broker", kind="allocation")
    post(COSTS, BANK, "1200.00", date(2026, 2, 28), key="rent 2", kind="operating_cost")
    post(BANK, FEES, "300.00", date(2026, 3, 31), key="fee 3", kind="fee")
    post(COSTS, BANK, "1200.00", date(2026, 3, 31), key="rent 3", kind="operating_cost")


def people() -> tuple[User, User, User]:
    """Three of the office who may do everything there."""
    with clock.at(date(2026, 1, 1)):
        return staff(email="ann@example.test"), staff(email="ben@example.test"), staff(email="cleo@example.test")

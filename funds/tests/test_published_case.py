"""The predecessor's published report, reproduced to the cent by the real services from agreement to page.

BALANCE, 1,263,485.40 at 2.5 % a month by ACT/30.44 throughout; 98 days after incubation the client is owed
1,365,178.54, trading has made 860,448.65, and the account stands at 1,837,934.05.
"""

import io
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest

from accounts.ledger.api import trial_balance
from fidus.lib import clock
from funds.models import Product
from funds.selectors.activity import activity
from funds.selectors.interest import interest_table
from funds.selectors.obligations import obligations
from funds.selectors.reality import fund_against_reality
from funds.services.accrue_interest import accrue_interest
from funds.services.book_operating_cost import book_operating_cost
from funds.services.map_account import map_account
from funds.services.offer_standard_products import offer_standard_products
from funds.tests.scenes import a_client, an_investment, usd
from trading.domain.history import AccountHeader
from trading.domain.history_simulator import Flow, simulate_history
from trading.domain.mt5_report_writer import report_bytes
from trading.models import BrokerAccount
from trading.selectors import performance
from trading.services.import_mt5_report import import_mt5_report

FUNDED = date(2026, 6, 17)
INCUBATED = date(2026, 8, 17)
AS_OF = INCUBATED + timedelta(days=98)  # 23 November 2026


@pytest.fixture
def investment(db):
    offer_standard_products(valid_from=date(2025, 1, 1), by=None)
    with clock.at(FUNDED):
        client = a_client("Ada Example")
    return an_investment("1263485.40", product=Product.objects.get(code="BALANCE"), client=client, funded_on=FUNDED)


@pytest.fixture
def account(investment):
    """Profit of 574,448.65 stands in it and 286,000.00 were withdrawn: trading made 860,448.65."""
    header = AccountHeader(
        login=5_550_417,
        currency="USD",
        server="Specimen-Demo",
        environment="demo",
        margin_mode="hedge",
        name="Ada Example",
        company="Specimen Brokers",
        saved_at=datetime.combine(AS_OF, time(20)),
    )
    history = simulate_history(
        seed=7,
        header=header,
        flows=[Flow(FUNDED, Decimal("1263485.40")), Flow(date(2026, 10, 30), Decimal("-286000.00"))],
        trading_result=Decimal("860448.65"),
        trades=120,
        start=FUNDED,
        end=date(2026, 11, 20),
    )
    with clock.at(AS_OF):
        import_mt5_report(file=io.BytesIO(report_bytes(history)), name="report.html", by=None)
        account = BrokerAccount.objects.get()
        map_account(investment=investment, account=account, from_on=FUNDED, by=None)
    return account


def test_the_published_case_to_the_cent(investment, account):
    with clock.at(AS_OF):
        accrue_interest(as_of=AS_OF, by=None)

    owed = obligations([investment], as_of=AS_OF)[investment.pk]
    assert (owed.principal, owed.accrued, owed.total) == (usd("1263485.40"), usd("101693.14"), usd("1365178.54"))

    standing = performance([account], as_of=AS_OF)[account.pk]
    assert standing.trading_result == usd("860448.65")
    assert standing.balance == usd("1837934.05")

    reality = fund_against_reality(as_of=AS_OF)
    assert reality.total.performance == usd("860448.65")
    assert reality.total.owed.total == usd("1365178.54")
    assert reality.total.net == reality.net_profitability == usd("-504729.89")
    (group,) = reality.groups
    assert (group.row.label, group.rows[0].label, group.rows[0].net) == ("BALANCE", "Ada Example", usd("-504729.89"))
    assert not reality.own
    assert reality.history[-1].difference == usd("-504729.89")
    # Nothing was owed, and nothing earned, at the end of the month before.
    assert [point.obligations for point in reality.history if point.on == date(2026, 5, 31)] == [usd(0)]


def test_ledger_table_and_activity_say_the_same(investment):
    with clock.at(AS_OF):
        accrue_interest(as_of=AS_OF, by=None)
    table = interest_table(investment, AS_OF)
    assert [line.month.days for line in table] == [31, 30, 31, 6]
    assert sum((line.month.interest for line in table), usd(0)) == usd("101693.14")
    assert table[-1].month.cumulative == usd("101693.14")
    folded = [line for line in activity(investment.client) if line.kind == "accrual"]
    assert [line.amount for line in reversed(folded)] == [line.month.interest for line in table]
    assert [line.nights for line in reversed(folded)] == [31, 30, 31, 6]
    expense = next(line for line in trial_balance(as_of=AS_OF) if line.code == "Expenses:Interest:BALANCE:USD")
    assert expense.debit == usd("101693.14")


def test_operating_costs_come_off_the_firms_net(investment, account):
    with clock.at(AS_OF):
        accrue_interest(as_of=AS_OF, by=None)
        for _ in range(2):
            book_operating_cost(reference="RENT-11", text="Rent", amount=usd("1000.11"), incurred_on=AS_OF, by=None)
    reality = fund_against_reality(as_of=AS_OF)
    assert reality.operating_costs == usd("1000.11")
    assert reality.net_profitability == usd("-505730.00")
    assert reality.total.net == usd("-504729.89")

from datetime import date
from decimal import Decimal

import pytest

from fidus.lib import clock
from funds.models import AccountMapping
from funds.services.book_operating_cost import book_operating_cost
from funds.solvency.domain.parameters import Parameters
from funds.solvency.services.start_solvency_run import start_solvency_run
from funds.solvency.services.work_solvency_run import work_solvency_run
from funds.solvency.tests.books import a_live_account
from funds.tests.scenes import OPENED, an_investment, usd

TODAY = date(2026, 4, 16)
TOLD = Parameters(seed=5, paths=600, horizon_months=9)


@pytest.fixture
def firm(db):
    """A client paid out monthly from an account that holds less than she is owed, and a month's cost."""
    with clock.at(TODAY):
        investment = an_investment("100000.00", interest_mode="pay_out")
        results = {day: "150.00" if day % 2 else "-120.00" for day in range(40)}
        account = a_live_account(deposit="80000", results=results)
        AccountMapping.objects.create(
            investment=investment, account=account, share=Decimal(1), from_on=OPENED, mapped_at=clock.now()
        )
        book_operating_cost(reference="RENT-3", text="Rent", amount=usd("700"), incurred_on=date(2026, 3, 3), by=None)
        yield investment


@pytest.fixture
def finished(firm):
    run = start_solvency_run(by=None, parameters=TOLD)
    work_solvency_run(run=run.pk)
    run.refresh_from_db()
    return run

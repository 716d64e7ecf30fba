"""The demo's rebates, over two invented accounts."""

import time
from datetime import date
from decimal import Decimal

import pytest

from accounts.models import User
from fidus.demo.brokerage import trade
from fidus.demo.people import account
from fidus.demo.rebates import SHORT_BY, show_rebates
from fidus.lib import clock
from funds.rebates.models import RebateInvoice, RebateLine
from funds.rebates.selectors.standing import standing, waiting

START, TODAY = date(2025, 5, 21), date(2026, 11, 21)


@pytest.mark.django_db
def test_one_invoice_is_paid_short_one_waits_and_newer_deals_are_counted():
    officer = User.objects.create_user("petra@example.test")
    with clock.at(TODAY):
        for broker, login in (("north", 70014480), ("south", 31100093)):
            trade(
                account(broker, login, "81114.90"), owner="Dora Specimen", deposit=Decimal(75000), start=START,
                end=TODAY, seed=147, by=officer,
            )  # fmt: skip
        began = time.thread_time()
        show_rebates(start=START, as_of=TODAY, officer=officer)
        assert time.thread_time() - began < 10
        paid, unpaid = RebateInvoice.objects.order_by("number")
        assert (paid.state, paid.open, unpaid.state) == ("different", SHORT_BY, "issued")
        assert RebateLine.objects.filter(invoice=None).exists()
        assert {one.broker for one in standing()} == {"Example Markets", "Sample Brokers"}
        # Every simulated deal finds its position; what is left are those of the last two minutes, none.
        assert waiting(as_of=TODAY).ready == 0
        assert waiting(as_of=TODAY).unknown == 0

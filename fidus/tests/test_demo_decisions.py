"""The demo's strategies trade the paper account within limits that two people agreed on."""

from datetime import UTC, datetime

from accounts.tests.people import staff
from fidus.demo.decisions import show_decisions
from fidus.demo.market import show_market
from fidus.demo.orders import show_orders
from fidus.demo.paper_account import show_paper_account
from fidus.demo.signals import show_signals
from fidus.lib import clock
from trading.decision.models import Allocation, Decision, Limit


def test_signals_are_decided_on_the_paper_account(committed_db):
    trader, second = staff("trader", "one@example.test"), staff("trader", "two@example.test")
    # A Friday, when currencies trade.
    with clock.at(datetime(2026, 11, 20, 15, 30, tzinfo=UTC)):
        show_signals(trader=trader, developer=staff("strategy_developer"))
        show_market(by=trader)
        account = show_paper_account(by=trader)
        show_orders(account=account, trader=trader, second=second)
        show_decisions(account=account, trader=trader, second=second)
    assert sorted(Allocation.objects.values_list("state", flat=True)) == ["active", "active", "proposed"]
    assert sorted(Limit.objects.values_list("state", flat=True)) == ["active", "active", "proposed"]
    found = [(row.outcome, row.rule) for row in Decision.objects.order_by("pk")]
    assert found == [("held", ""), ("held", ""), ("declined", "instrument"), ("declined", "instrument")], [
        row.words for row in Decision.objects.order_by("pk")
    ]

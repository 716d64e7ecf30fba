"""What the demo firm shows of orders, by the services that people use."""

from accounts.tests.people import staff
from fidus.demo.market import show_market
from fidus.demo.orders import REDUCED, show_orders
from fidus.demo.paper_account import show_paper_account
from trading.orders.models import Instruction, Switch
from trading.orders.services.release_order import release_order
from trading.services.open_broker_account import open_broker_account


def test_the_demo_has_an_order_to_release_and_a_reduced_account(committed_db):
    trader, second = staff("trader", "theo@example.test"), staff("trader", "tara@example.test")
    show_market(by=trader)
    account = show_paper_account(by=trader)
    open_broker_account(broker="Invented Markets", server="Demo", login=int(REDUCED), currency="EUR", by=trader)
    show_orders(account=account, trader=trader, second=second)
    order = Instruction.objects.get()
    assert (order.state, order.placed_by) == ("held", second)
    assert release_order(instruction=order, by=trader).state == "ready"
    assert str(Switch.objects.get().account).startswith(REDUCED)

"""What is read to send an order and to write down what came of it is the same after many as after few."""

from collections import deque

from trading.execution.tests.scenes import a_lane, a_trader, an_account, an_order, scripted_brokers, settle
from trading.execution.tests.scripted import Market
from trading.orders.models import Fill, Instruction
from trading.tests.reads import plan_while_small, rows_read

FEW, MANY = 10, 40


def test_order_after_order_reads_no_more_each_time(db):
    plan_while_small()
    with scripted_brokers():
        account, trader = an_account(Market(script=deque(["fill"] * MANY))), a_trader()
        lane = a_lane(account)
        settle(lane)
        read = [_rows_read_by(lane, account, trader) for _ in range(MANY)]
    assert Instruction.objects.filter(state="filled").count() == Fill.objects.count() == MANY
    assert max(read[-5:]) <= max(read[:FEW])


def _rows_read_by(lane, account, trader):
    """Placed, claimed, sent, answered, its fills collected."""
    before = rows_read()
    an_order(account, by=trader)
    settle(lane)
    return rows_read() - before

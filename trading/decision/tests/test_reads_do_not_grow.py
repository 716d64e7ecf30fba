"""What is read to take a signal and to decide about it is the same after many as after few (docs/adr/0054)."""

from datetime import timedelta

import pytest

from fidus.lib import clock
from trading.decision.services.decide_signals import decide_signals
from trading.decision.tests.scenes import NOW, allocated, an_account, filled, shares, strategy_of
from trading.market.models import Quote
from trading.orders.models import Fill, Instruction
from trading.signals.models import Signal
from trading.signals.selectors import door_of
from trading.signals.services.receive_signal import receive_signal
from trading.signals.tests.scenes import a_door
from trading.tests.reads import plan_while_small, rows_read
from trading.watch.models import Standing

FEW, MANY = 15, 60
# Further apart than two that would be the same signal.
APART = timedelta(seconds=61)


@pytest.mark.parametrize("told", ["ID {number}", "ID {number} BAR {moment}", "BAR {moment}", ""])
def test_the_same_signal_again_and_again_reads_no_more_each_time(db, told):
    plan_while_small()
    shares()
    strategy = strategy_of(asset="stock")
    allocated(strategy, an_account("1000000000"), size_kind="units", size_value=1)
    secret = a_door(strategy).secret
    read = [_rows_read_by(secret, f"BUY INVENTED {told}", number) for number in range(MANY)]
    assert Signal.objects.count() == Instruction.objects.count() == Fill.objects.count() == MANY
    assert max(read[-5:]) <= max(read[FEW - 5 : FEW])


def _rows_read_by(secret, told, number):
    """From the webhook's secret to its order, which is filled after it."""
    with clock.at(NOW + number * APART):
        Standing.objects.update(seen_at=clock.now())
        Quote.objects.update(at=clock.now(), received_at=clock.now())
        said = told.format(number=number, moment=f"{clock.now():%Y-%m-%dT%H:%M:%SZ}")
        before = rows_read()
        receipt = receive_signal(door=door_of("webhook", secret), body=said.encode())
        (decided,) = decide_signals([receipt.signal])
        read = rows_read() - before
        filled(*decided.instructions)
    return read

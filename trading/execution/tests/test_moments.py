"""Who stood still between the claim and the broker hands nothing over any more."""

import time

import pytest

from trading.execution.domain.moments import Moment
from trading.execution.services.send_orders import SENT_WITHIN, send_orders
from trading.orders.models import Instruction


@pytest.mark.parametrize("clock", ["monotonic", "time"])
def test_the_clock_that_says_longer_counts(monkeypatch, clock):
    moment, real = Moment.now(), getattr(time, clock)
    assert moment.seconds() < 1
    monkeypatch.setattr(time, clock, lambda: real() + 60)
    assert moment.seconds() >= 60


class NoBroker:
    def submit(self, request):
        pytest.fail("it was sent")


def test_what_was_claimed_too_long_ago_is_given_back():
    claimed = [Instruction(pk=number, reference=f"R{number}") for number in (1, 2)]
    long_ago = Moment(time.monotonic() - SENT_WITHIN - 0.1, time.time())
    sent, pausing, doubt = send_orders(
        claimed, NoBroker(), since=long_ago, turn=lambda: pytest.fail("a call was counted"), stops=lambda: False
    )
    assert [(one.instruction.pk, one.action) for one in sent] == [(1, "give back"), (2, "give back")]
    assert (pausing, doubt) == (None, False)

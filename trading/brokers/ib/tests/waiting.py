"""Waiting for what a connection does in its own thread."""

from __future__ import annotations

import time

from trading.brokers.base import NotSent
from trading.brokers.ib.tests import messages

LOST = messages.error(-1, 1100, "Connectivity between IB and Trader Workstation has been lost.")
RESTORED = messages.error(-1, 1102, "Connectivity between IB and TWS has been restored- data maintained.")
RESTORED_WITHOUT_DATA = messages.error(-1, 1101, "Connectivity between IB and TWS has been restored- data lost.")


def eventually(what, seconds=60.0):
    """Waits for what another thread does; returns its value. The limit is for what never comes, not for what comes
    slowly."""
    until = time.monotonic() + seconds
    while not (value := what()):
        assert time.monotonic() < until, "it never came"
        time.sleep(0.005)
    return value


def answers(broker):
    def ask():
        try:
            return broker.account()
        except NotSent:
            return None

    return ask


def answered(ask):
    try:
        return ask()
    except NotSent:
        return None

"""Rounds of visits, one after the other in the test's own thread, and what happens at the broker between them."""

from __future__ import annotations

from datetime import timedelta

from accounts.trail.api import events_about
from fidus.lib import clock
from trading.connections.gates import reach
from trading.watch.models import Watch
from trading.watch.services.claim_visits import claim_visits
from trading.watch.services.finish_visits import Finished, finish_visits
from trading.watch.services.visit_account import visit_account
from trading.watch.tests.scenes import PATIENT


def due(**which) -> None:
    Watch.objects.filter(**which).update(due_at=clock.now() - timedelta(seconds=1))


def one_round() -> None:
    """Everybody who is due is visited once, by this thread."""
    while claims := claim_visits(most=50):
        ways = reach([claim.account_id for claim in claims])
        visits = [Finished(claim, visit_account(claim, ways[claim.account_id], seconds=PATIENT)) for claim in claims]
        finish_visits(visits)


def kinds_about(subject) -> list[str]:
    return [event.kind for event in events_about(subject=subject)]


def buy(one, account, volume=0.5):
    order = {"action": 1, "symbol": "INVENTED", "volume": volume, "type": 0, "price": 101.0, "type_filling": 0,
             "magic": 0, "comment": "", "position": 0, "expiration": 0, "type_time": 0, "sl": 0.0, "tp": 0.0,
             "stoplimit": 0.0}  # fmt: skip
    one.terminals.market.place(one.simulated[account.pk], order)

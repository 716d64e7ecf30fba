"""Strategies of invented developers, with their doors."""

from itertools import count

from accounts.models import User
from accounts.tests.people import staff
from trading.signals.models import Door, Strategy
from trading.signals.services.move_strategy import move_strategy
from trading.signals.services.open_door import Opened, open_door
from trading.signals.services.register_strategy import register_strategy

_numbers = count(1)


def a_developer(email: str = "") -> User:
    return staff("strategy_developer", email or f"dev{next(_numbers)}@example.test")


def a_strategy(developer: User | None = None, *, active: bool = True, **given: object) -> Strategy:
    plain = {"code": f"TREND-{next(_numbers)}", "name": "Invented trend", "environment": "production", "asset": "forex"}
    strategy = register_strategy(**{**plain, "developer": developer or a_developer(), "by": None, **given})
    return move_strategy(strategy=strategy, action="activate", by=None) if active else strategy


def a_door(strategy: Strategy | None = None, kind: str = "webhook", **given: object) -> Opened:
    if kind == "mail":
        given.setdefault("allowed", ["dev@sender.example"])
    return open_door(strategy=strategy or a_strategy(), kind=kind, by=None, **given)


def fresh(door: Door) -> Door:
    return Door.objects.select_related("strategy").get(pk=door.pk)

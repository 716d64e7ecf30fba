"""What stands behind the firm, a broker, an account or a strategy, as switches and cancels of everything take them."""

from __future__ import annotations

from django.db.models import QuerySet

from trading.models import BrokerAccount
from trading.orders.errors import NotAsDescribed
from trading.orders.models import Instruction, Scope
from trading.signals.models import Strategy

Thing = BrokerAccount | Strategy | str | None


def thing_of(scope: Scope | str, name: str | int) -> Thing:
    """The account or strategy by its key, the broker by its name, None for the firm. Raises NotAsDescribed."""
    match Scope(scope):
        case Scope.FIRM:
            found: Thing = None
            missing = bool(name)
        case Scope.BROKER:
            found = str(name)
            missing = not BrokerAccount.objects.filter(broker=name).exists()
        case Scope.ACCOUNT:
            found = BrokerAccount.objects.filter(pk=int(name)).first() if f"{name}".isdecimal() else None
            missing = found is None
        case Scope.STRATEGY:
            rows = (
                Strategy.objects.filter(pk=int(name)) if f"{name}".isdecimal() else Strategy.objects.filter(code=name)
            )
            found = rows.first()
            missing = found is None
    if missing:
        raise NotAsDescribed({"thing": f"There is no {Scope(scope).value} {f'{name}'[:80]!r}."})
    return found


def orders_of(scope: Scope | str, thing: Thing) -> QuerySet[Instruction]:
    """Every instruction of it, whatever its state."""
    match Scope(scope):
        case Scope.FIRM:
            return Instruction.objects.all()
        case Scope.BROKER:
            return Instruction.objects.filter(account__broker=thing)
        case Scope.ACCOUNT:
            return Instruction.objects.filter(account=thing)
        case _:
            return Instruction.objects.filter(strategy=thing)


def key_of(thing: Thing) -> str:
    """As events name it; empty for the firm."""
    return str(thing.pk) if isinstance(thing, BrokerAccount | Strategy) else thing or ""

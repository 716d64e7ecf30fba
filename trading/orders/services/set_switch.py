"""How far trading is let: one person reduces or halts it at once; for the whole firm a second one lets it go on."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.trail.api import Event
from fidus.lib import clock
from trading.models import BrokerAccount
from trading.orders.domain.switch_states import SWITCHES, SwitchState
from trading.orders.errors import NotAsDescribed, WrongState
from trading.orders.events import TradingHalted, TradingReduced, TradingResumeAsked, TradingResumed
from trading.orders.gates import SWITCH, require
from trading.orders.models import Scope, Switch
from trading.orders.selectors.scopes import Thing
from trading.orders.services.switch_rows import forget_request, tell
from trading.orders.wake import wake_on_commit
from trading.signals.models import Strategy

_EVENTS: dict[str, type[Event]] = {"reduce": TradingReduced, "halt": TradingHalted, "resume": TradingResumed}
_STANDS = {
    SwitchState.ACTIVE: "trades without a switch", SwitchState.REDUCING: "is reduced", SwitchState.HALTED: "is halted",
}  # fmt: skip


@transaction.atomic
def set_switch(*, scope: Scope | str, thing: Thing = None, action: str, reason: str, by: User | None) -> Switch:
    """After "reduce", "halt" or "resume"; a resume of the firm only asks for it. `by` None is FIDUS itself, which
    never resumes.

    Raises PermissionDenied, NotAsDescribed, WrongState.
    """
    if by is not None:
        require(by, SWITCH)
    elif action == "resume":
        raise ValueError("only people let trading go on")
    if not reason.strip():
        raise NotAsDescribed({"reason": "Say why; it stays on the trail."})
    now = clock.now()
    switch, is_new = _row(Scope(scope), thing, action, reason, now, by)
    if not is_new:
        new = SWITCHES.get((SwitchState(switch.state), action))
        if new is None:
            raise WrongState(f"{switch.of} {_STANDS[SwitchState(switch.state)]} already: {switch.reason}")
        if action == "resume" and switch.scope == Scope.FIRM:
            return _ask(switch, reason, now, by)
        _turn(switch, SwitchState(new), reason, now, by)
    tell(_EVENTS[action], switch, reason, by)
    wake_on_commit()
    return switch


def _row(scope: Scope, thing: Thing, action: str, reason: str, now: datetime, by: User | None) -> tuple[Switch, bool]:
    """The switch, locked until the end; made now, as it shall stand, if there was none."""
    named: dict[str, object] = {"scope": scope}
    if isinstance(thing, BrokerAccount):
        named["account"] = thing
    elif isinstance(thing, Strategy):
        named["strategy"] = thing
    elif thing:
        named["broker"] = thing
    rows = Switch.objects.select_for_update(of=("self",))
    new = SWITCHES.get((SwitchState.ACTIVE, action))
    if new is None:
        found = rows.filter(**named).first()
        if found is None:
            raise WrongState("Nothing is reduced or halted there.")
        return found, False
    made = {"state": new, "reason": reason[:300], "set_at": now, "set_by": by}
    return rows.get_or_create(**named, defaults=made)


def _turn(switch: Switch, state: SwitchState, reason: str, now: datetime, by: User | None) -> None:
    forget_request(switch)
    switch.state, switch.reason, switch.set_at, switch.set_by = state, reason[:300], now, by
    switch.save()


def _ask(switch: Switch, reason: str, now: datetime, by: User | None) -> Switch:
    if switch.asked_state:
        raise WrongState(f"{switch.asked_by} has asked for it already; a second person approves it.")
    switch.asked_state, switch.asked_reason = SwitchState.ACTIVE, reason[:300]
    switch.asked_by, switch.asked_at = by, now
    switch.save()
    tell(TradingResumeAsked, switch, reason, by)
    return switch

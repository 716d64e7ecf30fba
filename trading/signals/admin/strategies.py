"""Strategies: registered, moved, and their doors opened."""

from typing import Any

from django.contrib import admin
from django.utils.safestring import SafeString

from accounts.admin.deeds import Deed, Revealed
from accounts.admin.forms import ReasonForm
from accounts.models import User
from fidus.templatetags.parts import badge
from trading.signals.admin.own import OwnAdmin
from trading.signals.domain.strategy_states import TABLE, StrategyState
from trading.signals.errors import SignalsError
from trading.signals.forms import ModeForm, OpenDoorForm, RegisterStrategyForm, TryForm
from trading.signals.models import Door, RawSignal, Strategy
from trading.signals.services.change_mode import change_mode
from trading.signals.services.move_strategy import move_strategy
from trading.signals.services.open_door import address_of, open_door
from trading.signals.services.register_strategy import register_strategy
from trading.signals.services.send_sample import send_sample

_MOVES = "signals.move_strategy"


def _register(nothing: None, data: dict[str, Any], by: User) -> Strategy:
    return register_strategy(**data, by=by)


def _change_mode(strategy: Strategy, data: dict[str, Any], by: User) -> Strategy:
    return change_mode(strategy=strategy, mode=data["mode"], by=by)


def _open(strategy: Strategy, data: dict[str, Any], by: User) -> Door | Revealed:
    opened = open_door(strategy=strategy, **data, by=by)
    if not opened.secret:
        return opened.door
    words = "Messages are posted here; whoever knows the address may send."
    if opened.door.kind == Door.Kind.MAIL:
        words = (
            "Mails are sent here by those who may write to this door. Where a mail program or host knows no plus in an "
            "address, the letters between plus and @ may stand in the subject instead."
        )
    return Revealed(opened.door, words, address_of(opened.door, opened.secret))


def _try(strategy: Strategy, data: dict[str, Any], by: User) -> RawSignal:
    return RawSignal.objects.get(pk=send_sample(strategy=strategy, message=data["message"], by=by).message)


def _move(action: str, label: str, explain: str, done: str) -> Deed:
    def perform(strategy: Strategy, data: dict[str, Any], by: User) -> Strategy:
        return move_strategy(strategy=strategy, action=action, reason=data["reason"], by=by)

    def possible(strategy: Strategy) -> bool:
        return (StrategyState(strategy.state), action) in TABLE

    return Deed(action, label, explain, done, _MOVES, perform, ReasonForm, possible=possible)


@admin.register(Strategy)
class StrategyAdmin(OwnAdmin):
    developer = "developer"
    list_display = ["code", "name", "developer", "environment", "mode", "standing"]
    list_filter = ["state", "environment", "mode"]
    list_select_related = ["developer"]
    search_fields = ["code", "name", "developer__email"]
    fields = [
        "code", "name", "developer", "environment", "asset", "mode", "valid_for", "standing", "why", "registered_at",
        "registered_by",
    ]  # fmt: skip
    readonly_fields = fields
    refusals = (SignalsError,)
    deeds = (
        Deed(
            "register",
            "Register strategy",
            "A draft: it takes no signals until it is activated. Code and environment stay for ever.",
            "The strategy is registered. Activate it, and open a door for its signals.",
            "signals.register_strategy",
            _register,
            RegisterStrategyForm,
            on_list=True,
        ),
        _move("activate", "Activate", "It takes signals from now on.", "The strategy is active."),
        _move(
            "pause",
            "Pause",
            "Its signals are taken, and declined for it.",
            "The strategy is paused.",
        ),
        _move("resume", "Resume", "Its signals are decided upon again.", "The strategy is active again."),
        _move(
            "retire", "Retire", "For good: its doors are closed, it takes no more signals.", "The strategy is retired."
        ),
        Deed(
            "change_mode",
            "Change mode",
            "It counts for what is decided from now on.",
            "The mode is changed.",
            "signals.register_strategy",
            _change_mode,
            ModeForm,
            possible=lambda strategy: strategy.state != StrategyState.RETIRED,
            initial=lambda strategy: {"mode": strategy.mode},
        ),
        Deed(
            "try",
            "Send a sample",
            "It is taken as if a program had sent it: kept, read, and decided upon. For strategies of staging.",
            "It was sent. This is what became of it.",
            "signals.send_signal",
            _try,
            TryForm,
            possible=lambda strategy: strategy.state != StrategyState.RETIRED,
        ),
        Deed(
            "open_door",
            "Open a door",
            "A way in for its signals. A webhook has a secret in its address, which is told once.",
            "The door is open.",
            "signals.open_door",
            _open,
            OpenDoorForm,
            possible=lambda strategy: strategy.state != StrategyState.RETIRED,
        ),
    )

    @admin.display(description="state", ordering="state")
    def standing(self, strategy: Strategy) -> SafeString:
        return badge(strategy.state)

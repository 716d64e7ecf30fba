"""How far trading is let, of what, and why."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.safestring import SafeString

from accounts.admin.deeds import Deed, DeedsAdmin
from accounts.admin.forms import ReasonForm
from accounts.models import User
from accounts.trail.api import events_about
from fidus.templatetags.parts import badge
from trading.orders.domain.switch_states import SWITCHES, SwitchState
from trading.orders.errors import OrdersError
from trading.orders.forms import HaltForm, OfForm
from trading.orders.gates import RESUME, SWITCH
from trading.orders.models import Scope, Switch
from trading.orders.selectors.orders import switches_for
from trading.orders.services.approve_resume import approve_resume
from trading.orders.services.cancel_all import cancel_all
from trading.orders.services.decline_resume import decline_resume
from trading.orders.services.set_switch import set_switch
from trading.signals.selectors import OVERSEES

LOOKS = {SwitchState.ACTIVE: "active", SwitchState.REDUCING: "waiting", SwitchState.HALTED: "failed"}


def _halt(nothing: None, data: dict[str, Any], by: User) -> Switch:
    cancels = data.pop("cancel")
    switch = set_switch(**data, action="halt", by=by)
    if cancels:
        cancel_all(**data, by=by)
    return switch


def _reduce(nothing: None, data: dict[str, Any], by: User) -> Switch:
    return set_switch(**data, action="reduce", by=by)


def _set(action: str) -> Any:
    def perform(switch: Switch, data: dict[str, Any], by: User) -> Switch:
        thing = switch.account or switch.strategy or switch.broker or None
        return set_switch(scope=switch.scope, thing=thing, action=action, reason=data["reason"], by=by)

    return perform


def _may(action: str) -> Any:
    return lambda switch: (SwitchState(switch.state), action) in SWITCHES


def _asked(switch: Switch) -> bool:
    return bool(switch.asked_state)


DEEDS = (
    Deed("reduce", "Reduce", "Only what makes positions smaller is let, until trading is resumed.",
         "Only what makes positions smaller is let there.", SWITCH, _reduce, OfForm, on_list=True),
    Deed("halt", "Halt", "Nothing but cancels is let, at once. For the firm to go on takes two persons.",
         "Trading is halted there.", SWITCH, _halt, HaltForm, on_list=True),
    Deed("tighten", "Halt", "Nothing but cancels is let, at once.", "Trading is halted there.", SWITCH, _set("halt"),
         ReasonForm, possible=_may("halt")),
    Deed("lessen", "Reduce", "Only what makes positions smaller is let.",
         "Only what makes positions smaller is let there.", SWITCH, _set("reduce"), ReasonForm,
         possible=_may("reduce")),
    Deed("resume", "Resume", "Everything is let again. Of the whole firm this only asks for it: a second person "
         "approves.", "Done: trading goes on there, or a second person is asked.", SWITCH, _set("resume"), ReasonForm,
         possible=lambda switch: switch.state != SwitchState.ACTIVE and not switch.asked_state),
    Deed("approve_resume", "Approve resuming", "The whole firm trades again, at once.", "The firm trades again.",
         RESUME, lambda switch, data, by: approve_resume(switch=switch, by=by), possible=_asked),
    Deed("decline_resume", "Decline resuming", "It stays as it is.", "It stays as it is.", SWITCH,
         lambda switch, data, by: decline_resume(switch=switch, reason=data["reason"], by=by), ReasonForm,
         possible=_asked),
)  # fmt: skip


@admin.register(Switch)
class SwitchAdmin(DeedsAdmin):
    deeds = DEEDS
    refusals = (OrdersError,)
    change_list_template = "orders/switches.html"
    list_display = ["what", "scope", "standing", "reason", "set_at", "set_by"]
    list_display_links = ["what"]
    list_filter = ["state", "scope"]
    search_fields = ["broker", "=account__login", "=strategy__code", "reason"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Switch]:
        rows = super().get_queryset(request).select_related("account", "strategy", "set_by", "asked_by")
        if request.user.has_perm(OVERSEES):
            return rows
        return rows.filter(Q(strategy=None) | Q(strategy__developer=request.user))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        firm = switches_for(request.user).filter(scope=Scope.FIRM).first()
        firm_is = SwitchState(firm.state) if firm is not None else SwitchState.ACTIVE
        shown = {"firm": firm, "firm_is": firm_is, "firm_looks": LOOKS[firm_is]}
        return super().changelist_view(request, {**shown, **(extra_context or {})})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        switch = self.get_object(request, object_id)
        if switch is None or not self.has_view_permission(request):
            return super().change_view(request, object_id, form_url, extra_context)
        context = {
            **self.admin_site.each_context(request), "title": switch.of, "switch": switch,
            "looks": LOOKS[SwitchState(switch.state)], "deeds": self.deeds_of(request, switch),
            "events": events_about(subject=switch.subject, limit=50),
            "own": switch.asked_by_id == request.user.pk,
        }  # fmt: skip
        return TemplateResponse(request, "orders/switch.html", context)

    def facts_of(self, thing: Switch) -> tuple[tuple[str, str], ...]:
        facts = [("Of", thing.of), ("Stands", thing.get_state_display()), ("Because", thing.reason)]
        if thing.asked_state:
            facts.append(("Asked to resume", f"{thing.asked_by}: {thing.asked_reason}"))
        return tuple(facts)

    @admin.display(description="of what")
    def what(self, switch: Switch) -> str:
        return switch.of

    @admin.display(description="trading", ordering="state")
    def standing(self, switch: Switch) -> SafeString:
        return badge(LOOKS[SwitchState(switch.state)], standing_word(switch))


def standing_word(switch: Switch) -> str:
    return f"{switch.get_state_display()}, resume asked" if switch.asked_state else switch.get_state_display()

"""How far trading may go: proposed by one person, approved by another."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse

from accounts.admin.deeds import Deed
from fidus.templatetags.figures import day
from trading.decision.admin.terms import TermsAdmin, active, decline_deed, proposed
from trading.decision.domain.limits import KINDS, LimitKind
from trading.decision.forms import LimitForm, ReasonForm
from trading.decision.models import Limit
from trading.decision.services.approve_limit import approve_limit
from trading.decision.services.decline_limit import decline_limit
from trading.decision.services.end_limit import end_limit, holds_without
from trading.decision.services.propose_limit import propose_limit
from trading.signals.selectors import OVERSEES


@admin.register(Limit)
class LimitAdmin(TermsAdmin):
    list_display = ["what", "scope", "of_what", "figure", "begins", "standing", "proposed_by", "decided_by"]
    list_display_links = ["what"]
    list_filter = ["state", "kind", "scope"]
    search_fields = ["broker", "account__login", "strategy__code", "reason"]
    list_select_related = ["account", "strategy", "proposed_by", "decided_by"]
    change_list_template = "decision/limits.html"
    fields = ["what", "scope", "of_what", "figure", "begins", *TermsAdmin.course]
    readonly_fields = fields
    deeds = (
        Deed(
            name="propose",
            label="Propose a limit",
            explain="It holds from its day on, once a second person has approved it. The nearest holds, also where it "
            "lets more pass.",
            done="Proposed; a second person approves it.",
            permission="decision.propose_limit",
            perform=lambda nothing, given, by: propose_limit(**given, by=by),
            form=LimitForm,
            on_list=True,
        ),
        Deed(
            name="approve",
            label="Approve",
            explain="Every decision from its day on is made with it.",
            done="Approved.",
            permission="decision.approve_limit",
            perform=lambda row, given, by: approve_limit(limit=row, by=by),
            possible=proposed,
        ),
        decline_deed("decision.approve_limit", lambda row, given, by: decline_limit(limit=row, by=by, **given)),
        Deed(
            name="end",
            label="End it now",
            explain="What held before it, or further away, holds again; only where that lets nothing more pass.",
            done="Ended.",
            permission="decision.propose_limit",
            perform=lambda row, given, by: end_limit(limit=row, by=by, **given),
            form=ReasonForm,
            possible=active,
        ),
    )

    def has_view_permission(self, request: HttpRequest, obj: Limit | None = None) -> bool:
        """Limits name accounts, brokers and everybody's strategies."""
        return super().has_view_permission(request, obj) and request.user.has_perm(OVERSEES)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"usual": KINDS.values(), **(extra_context or {})})

    def facts_of(self, thing: Limit) -> tuple[tuple[str, str], ...]:
        now = holds_without(thing)
        return (
            ("What", f"{thing.get_kind_display()}: {KINDS[LimitKind(thing.kind)].explain}"),
            ("Of", thing.of),
            ("Limit", thing.shown),
            ("Without it", "none of the strategy's own" if now is None else f"{now.normalize():f}"),
            ("From", day(thing.starts_on)),
            ("Reason", thing.reason),
            ("Proposed by", str(thing.proposed_by)),
        )

    @admin.display(description="what", ordering="kind")
    def what(self, row: Limit) -> str:
        return row.get_kind_display()

    @admin.display(description="of")
    def of_what(self, row: Limit) -> str:
        return row.of

    @admin.display(description="limit", ordering="value")
    def figure(self, row: Limit) -> str:
        return row.shown

    @admin.display(description="from", ordering="starts_on")
    def begins(self, row: Limit) -> str:
        return day(row.starts_on)

"""What was decided about signals, and why."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString

from fidus.templatetags.parts import badge
from trading.decision.admin import decision_page
from trading.decision.domain.decide import TITLES
from trading.decision.models import Decision
from trading.signals.admin.own import OwnAdmin

LOOKS = {"ordered": "active", "held": "waiting", "cancelled": "closed", "dry run": "closed", "declined": "failed"}


class DeclinedBy(admin.SimpleListFilter):
    title, parameter_name = "rule that declined it", "rule"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return list(TITLES.items())

    def queryset(self, request: HttpRequest, rows: QuerySet[Decision]) -> QuerySet[Decision]:
        return rows.filter(rule=self.value()) if self.value() else rows


@admin.register(Decision)
class DecisionAdmin(OwnAdmin):
    developer = "signal__strategy__developer"
    list_display = ["decided_at", "strategy", "of_signal", "account", "standing", "why"]
    list_display_links = ["decided_at"]
    list_filter = ["outcome", DeclinedBy, "signal__strategy"]
    list_select_related = ["signal__strategy", "account"]
    search_fields = ["signal__signal_id", "=signal__strategy__code", "=account__login"]
    show_full_result_count = False
    change_list_template = "decision/decisions.html"

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        rows = self.get_queryset(request)
        return decision_page.show(request, object_id, self.admin_site.each_context(request), rows=rows)

    @admin.display(description="strategy", ordering="signal__strategy__code")
    def strategy(self, row: Decision) -> str:
        return row.signal.strategy.code

    @admin.display(description="signal")
    def of_signal(self, row: Decision) -> str:
        return row.signal.signal_id

    @admin.display(description="outcome", ordering="outcome")
    def standing(self, row: Decision) -> SafeString:
        return badge(LOOKS[row.outcome], row.get_outcome_display())

    @admin.display(description="in words")
    def why(self, row: Decision) -> str:
        return row.told

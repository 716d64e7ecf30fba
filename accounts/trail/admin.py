"""The trail and its deliveries in the back office."""

import json
import re
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.safestring import SafeString

from accounts.admin.deeds import Deed, DeedsAdmin
from accounts.trail.domain.delivery_states import DEAD
from accounts.trail.errors import TrailError
from accounts.trail.models import Delivery, StoredEvent
from accounts.trail.services.export_trail import export_trail
from accounts.trail.services.retry_delivery import retry_delivery
from fidus.lib import clock
from fidus.lib.spreadsheet import CSV_TYPE
from fidus.templatetags.figures import ends, instant
from fidus.templatetags.parts import badge

HASH = re.compile(r"\b[0-9a-f]{64}\b")
EXPORT = "trail.export_trail"


class Kind(admin.SimpleListFilter):
    title = "kind"
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        kinds = StoredEvent.objects.order_by("kind").values_list("kind", flat=True).distinct()
        return [(kind, kind) for kind in kinds]

    def queryset(self, request: HttpRequest, queryset: QuerySet[StoredEvent]) -> QuerySet[StoredEvent]:
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(StoredEvent)
class StoredEventAdmin(DeedsAdmin):
    list_display = ["when", "kind", "subject", "client", "actor_label", "in_short"]
    list_filter = [Kind]
    list_select_related = ["client"]
    search_fields = ["subject", "kind", "actor_label", "client__number", "client__name"]
    date_hierarchy = "recorded_at"
    ordering = ["-id"]
    show_full_result_count = False
    list_per_page = 50
    fields = ["id", "when", "kind", "subject", "client", "actor_label", "what"]
    readonly_fields = fields

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        return lookup in {"subject", "client__id__exact"} or super().lookup_allowed(lookup, value, request)

    @admin.display(description="recorded", ordering="recorded_at")
    def when(self, event: StoredEvent) -> str:
        return instant(event.recorded_at)

    @admin.display(description="what")
    def what(self, event: StoredEvent) -> str:
        return ", ".join(f"{name}: {_readable(value)}" for name, value in event.data.items())

    @admin.display(description="what")
    def in_short(self, event: StoredEvent) -> str:
        """For the list: without what was left open, hashes by their ends."""
        said = {name: value for name, value in event.data.items() if value is not None}
        return HASH.sub(
            lambda found: ends(found[0], keep=6), ", ".join(f"{n}: {_readable(v)}" for n, v in said.items())
        )

    def get_urls(self) -> list[URLResolver | URLPattern]:
        export = path("export/", self.admin_site.admin_view(self.export), name="trail_storedevent_export")
        return [export, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        context = dict(extra_context or {})
        if request.user.has_perm(EXPORT):
            context["export_url"] = f"{reverse('admin:trail_storedevent_export')}?{request.GET.urlencode()}"
        return super().changelist_view(request, context)

    def export(self, request: HttpRequest) -> HttpResponse:
        """The list as filtered, as CSV; that it was taken out is itself an event."""
        if not request.user.has_perm(EXPORT) or not self.has_view_permission(request):
            raise PermissionDenied
        events = self.get_changelist_instance(request).get_queryset(request)
        content = export_trail(events, filters=request.GET.urlencode(), by=request.user)
        response = HttpResponse(content, content_type=CSV_TYPE)
        response["Content-Disposition"] = f'attachment; filename="trail-{clock.today().isoformat()}.csv"'
        return response


@admin.register(Delivery)
class DeliveryAdmin(DeedsAdmin):
    list_display = ["event", "handler", "standing", "attempts", "due_at", "delivered_at", "last_error"]
    list_filter = ["state"]
    list_select_related = ["event"]
    search_fields = ["handler", "event__kind", "event__subject"]
    ordering = ["-id"]
    show_full_result_count = False
    fields = [*list_display, "lease_until"]
    readonly_fields = fields
    refusals = (TrailError,)
    deeds = (
        Deed(
            "retry",
            "Send out again",
            "The handler hears of this event again, at once and with all its attempts. It may have heard of it before.",
            "The delivery is due now.",
            "trail.retry_delivery",
            lambda delivery, data, by: retry_delivery(delivery, by=by),
            possible=lambda delivery: delivery.state == DEAD,
        ),
    )

    @admin.display(description="state", ordering="state")
    def standing(self, delivery: Delivery) -> SafeString:
        return badge("failed" if delivery.state == DEAD else delivery.state, delivery.get_state_display())


def _readable(value: object) -> str:
    if isinstance(value, dict) and value.keys() == {"amount", "currency"}:
        return f"{value['amount']} {value['currency']}"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

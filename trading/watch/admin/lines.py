"""How what visits go through is doing: a bridge, a terminal, a gateway, an API."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.admin.utils import quote
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from fidus.lib import clock
from fidus.lib.read_only_admin import ReadOnlyAdmin
from fidus.templatetags.figures import age, instant, written_age
from fidus.templatetags.parts import badge
from trading.watch.domain.breaker import TOO_OFTEN
from trading.watch.domain.breaker_states import CLOSED, HALF_OPEN, OPEN
from trading.watch.domain.watch_states import RESTING
from trading.watch.models import GatewayHealth


def line_page(line: GatewayHealth) -> SafeString:
    address = reverse("admin:watch_gatewayhealth_change", args=[quote(line.pk)])
    return format_html('<a href="{}">{}</a>', address, line)


@admin.register(GatewayHealth)
class GatewayHealthAdmin(ReadOnlyAdmin):
    list_display = ["named", "line", "standing", "accounts", "at_once", "failures", "again", "answered"]
    list_filter = ["state"]
    search_fields = ["line", "name"]
    # What is open, and half open, comes first.
    ordering = ["-failures", "line"]
    change_list_template = "watch/lines.html"
    fields = [
        "line", "gateway_told", "standing", "meaning", "again", "failures", "openings", "words_told", "opened",
        "answered", "accounts", "at_once",
    ]  # fmt: skip
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[GatewayHealth]:
        turns = Count("watches", filter=~Q(watches__state=RESTING))
        return super().get_queryset(request).annotate(turns=turns)

    @admin.display(description="gateway", ordering="name")
    def named(self, line: GatewayHealth) -> str:
        return str(line)

    @admin.display(description="gateway")
    def gateway_told(self, line: GatewayHealth) -> SafeString | str:
        if line.gateway is None:
            return "none: the broker itself"
        address = reverse("admin:connections_brokergateway_change", args=[line.gateway])
        return format_html('<a href="{}">{}</a>', address, line)

    @admin.display(description="state", ordering="state")
    def standing(self, line: GatewayHealth) -> SafeString:
        if line.state == OPEN:
            return badge("failed", "Breaker open")
        if line.state == HALF_OPEN:
            return badge("now", "Being tried")
        return badge("waiting", "Failing") if line.failures else badge("active", "In order")

    @admin.display(description="what it means")
    def meaning(self, line: GatewayHealth) -> str:
        if line.state == OPEN:
            return (
                f"{line.failures} visits in a row had no answer: it is spared, and one visit tries for all. Figures of "
                "its accounts grow old meanwhile; when it answers, all of them are due at once."
            )
        if line.state == HALF_OPEN:
            return "Its pause is over: one visit tries whether it answers."
        if line.failures:
            return f"It did not answer lately; after {TOO_OFTEN} times in a row it is spared for a while."
        return "It answers."

    @admin.display(description="tried again", ordering="again_at")
    def again(self, line: GatewayHealth) -> str:
        if line.state == CLOSED or line.again_at is None:
            return "–"
        now = clock.now()
        left = f"in {written_age(line.again_at - now)}" if line.again_at > now else "now"
        return format_html("<span>{}, {}</span>", instant(line.again_at), left)

    @admin.display(description="last failure")
    def words_told(self, line: GatewayHealth) -> str:
        return line.words or "–"

    @admin.display(description="lost since")
    def opened(self, line: GatewayHealth) -> str:
        return instant(line.opened_at) if line.opened_at else "–"

    @admin.display(description="last answer", ordering="answered_at")
    def answered(self, line: GatewayHealth) -> SafeString | str:
        return age(line.answered_at) if line.answered_at else "never"

    @admin.display(description="accounts", ordering="turns")
    def accounts(self, line: GatewayHealth) -> SafeString | str:
        if not line.turns:
            return "0"
        address = f"{reverse('admin:watch_watch_changelist')}?{urlencode({'q': line.pk})}"
        return format_html('<a href="{}">{}</a>', address, line.turns)

"""Alerts: what wants a person's eyes."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.admin.deeds import Deed, DeedsAdmin
from fidus.templatetags.figures import age
from fidus.templatetags.parts import badge
from trading.alerts.errors import AlertsError
from trading.alerts.forms import SeenForm
from trading.alerts.models import Alert
from trading.alerts.services.see_alert import see_alert

LOOKS = {"open": "failed", "seen": "now", "closed": "passed"}


@admin.register(Alert)
class AlertAdmin(DeedsAdmin):
    list_display = ["what", "whose_shown", "figure_shown", "threshold_shown", "standing", "opened", "ended", "seen_by"]
    list_filter = ["state", "rule__kind", "account__broker"]
    search_fields = ["=account__login", "account__broker", "line", "words", "note"]
    list_select_related = ["rule", "account", "seen_by"]
    change_list_template = "alerts/alerts.html"
    refusals = (AlertsError,)
    fields = [
        "what", "whose_shown", "standing", "figure_shown", "worst_shown", "threshold_shown", "words", "opened_at",
        "seen_by", "seen_at", "note", "closed_at",
    ]  # fmt: skip
    readonly_fields = fields
    deeds = (
        Deed(
            name="see",
            label="I have seen it",
            explain="It stays until its figure is good again. A withdrawal is over with this.",
            done="Noted.",
            permission="alerts.see_alert",
            perform=lambda alert, given, by: see_alert(alert=alert, by=by, **given),
            form=SeenForm,
            possible=lambda alert: alert.state == Alert.State.OPEN.value,
        ),
    )

    def facts_of(self, thing: Alert) -> tuple[tuple[str, str], ...]:
        facts = (
            ("What", str(thing)),
            ("Figure", thing.shown(thing.figure)),
            ("Worst", thing.shown(thing.worst)),
            ("Threshold", thing.shown(thing.threshold)),
        )
        return (*facts, ("Told", thing.words)) if thing.words else facts

    @admin.display(description="what", ordering="rule__kind")
    def what(self, alert: Alert) -> str:
        return alert.rule.get_kind_display()

    @admin.display(description="of", ordering="account")
    def whose_shown(self, alert: Alert) -> SafeString | str:
        if not alert.account_id:
            return alert.line
        url = reverse("admin:trading_brokeraccount_change", args=[alert.account_id])
        return format_html('<a href="{}">{}</a>', url, alert.account)

    @admin.display(description="figure")
    def figure_shown(self, alert: Alert) -> str:
        return alert.shown(alert.figure)

    @admin.display(description="worst")
    def worst_shown(self, alert: Alert) -> str:
        return alert.shown(alert.worst)

    @admin.display(description="threshold")
    def threshold_shown(self, alert: Alert) -> str:
        return alert.shown(alert.threshold)

    @admin.display(description="opened", ordering="opened_at")
    def opened(self, alert: Alert) -> SafeString:
        return age(alert.opened_at)

    @admin.display(description="ended", ordering="closed_at")
    def ended(self, alert: Alert) -> SafeString | str:
        return age(alert.closed_at) if alert.closed_at else "–"

    @admin.display(description="state", ordering="state")
    def standing(self, alert: Alert) -> SafeString:
        return badge(LOOKS[alert.state], alert.get_state_display())

"""Alerts of one's own on figures over the API."""

from typing import Any

from rest_framework import serializers

from accounts.gateway.rest.fields import Known
from accounts.gateway.rest.records import Order, Record
from accounts.gateway.rest.resource import operation
from accounts.models import User
from accounts.notices.domain.figure_alert_states import REMOVED
from accounts.notices.gates import PERMISSION
from accounts.notices.models import Channel, FigureAlert
from accounts.notices.rest.own import Own
from accounts.notices.services.make_figure_alert import make_figure_alert, move_figure_alert


class FigureAlertRecord(Record):
    """A figure that the caller has watched."""

    class Meta:
        model = FigureAlert
        fields = (
            "id", "channel", "figure", "of", "words", "below", "threshold", "clears_at", "urgent", "state", "value",
            "seen_at", "raised_at", "made_at",
        )  # fmt: skip


class FigureAlertOrder(Order):
    """A figure to be watched: `of` is empty where there is but one, else what the page's list has as its value."""

    figure = serializers.CharField(max_length=40)
    of = serializers.CharField(max_length=80, default="", allow_blank=True)
    below = serializers.BooleanField(help_text="Raised by what falls below the threshold; else by what reaches it.")
    threshold = serializers.DecimalField(max_digits=22, decimal_places=6)
    clears_at = serializers.DecimalField(max_digits=22, decimal_places=6)
    channel = Known(queryset=Channel.objects.all(), slug_field="id")
    urgent = serializers.BooleanField(default=False, help_text="Told in quiet hours, too.")

    def validate_channel(self, channel: Channel) -> Channel:
        if channel.owner_id != self.context["request"].user.pk:
            raise serializers.ValidationError("There is no such channel of yours.")
        return channel


class FigureAlerts(Own):
    """Alerts on figures: any figure that you may see, with a threshold of your own."""

    queryset = FigureAlert.objects.exclude(state=REMOVED)
    serializer_class = FigureAlertRecord
    filterset_fields = {"figure": ["exact"], "state": ["exact"], "channel": ["exact"]}

    @operation(permission=PERMISSION, clients_may=True, takes=FigureAlertOrder)
    def create(self, *, by: User, **given: Any) -> FigureAlert:
        """Have a figure watched."""
        return make_figure_alert(**given, by=by)

    @operation(permission=PERMISSION, clients_may=True)
    def switch_off(self, alert: FigureAlert, *, by: User) -> FigureAlert:
        """Switch it off."""
        return move_figure_alert(alert, "switch_off", by=by)

    @operation(permission=PERMISSION, clients_may=True)
    def switch_on(self, alert: FigureAlert, *, by: User) -> FigureAlert:
        """Have it watched again."""
        return move_figure_alert(alert, "switch_on", by=by)

    @operation(permission=PERMISSION, clients_may=True)
    def remove(self, alert: FigureAlert, *, by: User) -> None:
        """Remove it for good."""
        move_figure_alert(alert, "remove", by=by)

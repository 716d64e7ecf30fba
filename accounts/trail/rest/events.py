"""The trail and its deliveries over the API: to look at, never to change."""

from typing import Any

from django_filters.rest_framework import CharFilter
from rest_framework import serializers

from accounts.gateway.rest.fields import Person
from accounts.gateway.rest.filters import Narrowing
from accounts.gateway.rest.looks import File, download
from accounts.gateway.rest.records import Order, Record
from accounts.gateway.rest.resource import Records, operation
from accounts.models import User
from accounts.trail.models import Delivery, StoredEvent
from accounts.trail.services.export_trail import export_trail
from accounts.trail.services.retry_delivery import retry_delivery
from fidus.lib import clock


class EventRecord(Record):
    """Something that happened, written in the same transaction as the change itself."""

    client = serializers.CharField(source="client.number", default=None, allow_null=True)
    by = serializers.CharField(source="actor_label", help_text="Who it was, as they were called then.")
    actor = Person()
    data = serializers.DictField(help_text="What is to be said of this kind of event.")

    class Meta:
        model = StoredEvent
        fields = ("id", "kind", "subject", "client", "by", "actor", "recorded_at", "data")


class EventFilter(Narrowing):
    client = CharFilter(field_name="client__number")
    actor = CharFilter(field_name="actor__email")

    class Meta:
        model = StoredEvent
        fields = {"kind": ["exact"], "subject": ["exact"], "recorded_at": ["gte", "lt"]}


class WhichEvents(Order):
    """Which events; named as the list's own filters."""

    kind = serializers.CharField(max_length=80, required=False)
    subject = serializers.CharField(max_length=120, required=False)
    client = serializers.CharField(max_length=12, required=False, help_text="Its number.")
    actor = serializers.CharField(max_length=254, required=False, help_text="Their e-mail address.")
    recorded_at__gte = serializers.DateTimeField(required=False)
    recorded_at__lt = serializers.DateTimeField(required=False)


class DeliveryRecord(Record):
    """One event on its way to one of those who must hear of it."""

    class Meta:
        model = Delivery
        fields = (
            "id", "event", "handler", "state", "attempts", "due_at", "lease_until", "delivered_at", "last_error",
        )  # fmt: skip


class Events(Records):
    """The trail, newest first."""

    kind = "events"
    permission = "trail.view_storedevent"
    queryset = StoredEvent.objects.select_related("client", "actor")
    serializer_class = EventRecord
    filterset_class = EventFilter

    @download(media="text/csv", asks=WhichEvents, permission="trail.export_trail", detail=False)
    def csv(self, *, by: User, **asked: Any) -> File:
        """The events as a file; that they were taken out is itself an event."""
        chosen = self.request.query_params
        events = EventFilter(chosen, queryset=self.rows()).qs.order_by("-pk")
        return File(export_trail(events, filters=chosen.urlencode(), by=by), f"trail-{clock.today()}.csv")


class Deliveries(Records):
    """Who heard of which event; one that was given up can be sent out again."""

    kind = "events"
    permission = "trail.view_delivery"
    queryset = Delivery.objects.all()
    serializer_class = DeliveryRecord
    filterset_fields = {"state": ["exact"], "handler": ["exact"], "event__kind": ["exact"]}

    @operation(permission="trail.retry_delivery")
    def retry(self, delivery: Delivery, *, by: User) -> Delivery:
        """Send it out again, at once and with all its attempts."""
        return retry_delivery(delivery, by=by)

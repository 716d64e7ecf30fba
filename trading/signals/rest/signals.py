"""Signals over the API: developers send theirs and see their own."""

from django.db.models import QuerySet
from rest_framework import serializers

from accounts.gateway.rest.records import Order, Record
from accounts.gateway.rest.resource import Records, operation
from accounts.models import User
from trading.signals.domain.reading import LARGEST_BODY
from trading.signals.errors import NoDoor
from trading.signals.models import Door, Leg, RawSignal, Signal
from trading.signals.rest.messages import MessageRecord
from trading.signals.selectors import door_without_secret, open_to
from trading.signals.services.receive_signal import receive_signal


class LegRecord(Record):
    """One instrument; `side` is empty where an exit closes whatever is open."""

    class Meta:
        model = Leg
        fields = ("number", "symbol", "venue", "asset", "side", "ratio", "expiry", "strike", "right")


class SignalRecord(Record):
    """What a strategy said, as it was understood. Prices are in the instrument's currency."""

    strategy = serializers.CharField(source="strategy.code")
    legs = LegRecord(many=True)

    class Meta:
        model = Signal
        fields = (
            "id", "strategy", "signal_id", "named", "environment", "kind", "legs", "order_kind", "time_in_force",
            "limit_price", "stop_price", "stop_loss", "target", "stop_loss_offset", "target_offset", "reference_price",
            "size_kind", "size_value", "comment", "bar_at", "sent_at", "received_at", "valid_until", "state",
            "moved_at",
        )  # fmt: skip


class NewSignal(Order):
    """A message as any door takes it, in words or as JSON in a text, so that it is kept to the letter."""

    strategy = serializers.CharField(max_length=20, help_text="The code of a strategy of yours.")
    message = serializers.CharField(
        max_length=60_000,
        trim_whitespace=False,
        help_text='`BUY EURUSD SL 1.07 TP 1.10`, or `{"version": 1, "kind": "entry", ...}` (docs/signals.md).',
    )


class Signals(Records):
    """Signals, each once, whatever ways its messages came by."""

    kind = "signals"
    permission = "signals.view_signal"
    queryset = Signal.objects.select_related("strategy").prefetch_related("legs")
    serializer_class = SignalRecord
    filterset_fields = {
        "strategy__code": ["exact"], "signal_id": ["exact"], "state": ["exact"], "kind": ["exact"],
        "received_at": ["gte", "lt"],
    }  # fmt: skip

    def seen_by(self, user: User) -> QuerySet[Signal]:
        return open_to(user, self.rows(), "strategy__developer")

    @operation(permission="signals.send_signal", takes=NewSignal, gives=MessageRecord)
    def create(self, *, by: User, strategy: str, message: str) -> RawSignal:
        """Send a signal; `outcome` is taken, duplicate, heartbeat or refused with its `reason`: all are kept."""
        door = door_without_secret(Door.Kind.REST, strategy, developer=by)
        if door is None:
            raise NoDoor("There is no strategy of yours with this code that takes signals over the API.")
        address = self.request.META.get("REMOTE_ADDR", "")
        receipt = receive_signal(
            door=door, body=message.encode()[: LARGEST_BODY + 1], content_type="text/plain", address=address
        )
        return RawSignal.objects.select_related("door__strategy", "signal").get(pk=receipt.message)

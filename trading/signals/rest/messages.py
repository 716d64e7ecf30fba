"""Messages over the API: what was sent, and what became of it."""

from django.db.models import QuerySet
from rest_framework import serializers

from accounts.gateway.rest.records import Record
from accounts.gateway.rest.resource import Records
from accounts.models import User
from trading.signals.models import RawSignal
from trading.signals.selectors import open_to


class MessageRecord(Record):
    """A message as it came. `signal` is what was taken from it, or was there already if it is a duplicate."""

    strategy = serializers.CharField(source="door.strategy.code")
    way = serializers.CharField(source="door.kind", help_text="webhook, mail, rest, file or command.")
    signal_id = serializers.CharField(source="signal.signal_id", allow_null=True, default=None)
    body = serializers.SerializerMethodField(help_text="As text; bytes that are no UTF-8 are replaced.")

    class Meta:
        model = RawSignal
        fields = (
            "id", "strategy", "way", "received_at", "address", "content_type", "outcome", "reason", "pointer", "signal",
            "signal_id", "body",
        )  # fmt: skip

    def get_body(self, message: RawSignal) -> str:
        return bytes(message.body).decode(errors="replace").replace("\0", "\N{REPLACEMENT CHARACTER}")


class SignalMessages(Records):
    """Messages of signals, refused ones with their reason."""

    kind = "signals"
    permission = "signals.view_rawsignal"
    queryset = RawSignal.objects.select_related("door__strategy", "signal")
    serializer_class = MessageRecord
    filterset_fields = {"outcome": ["exact"], "signal": ["exact"], "received_at": ["gte", "lt"]}

    def seen_by(self, user: User) -> QuerySet[RawSignal]:
        return open_to(user, self.rows(), "door__strategy__developer")

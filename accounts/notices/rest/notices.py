"""What somebody was told, over the API."""

from accounts.gateway.rest.records import Record
from accounts.notices.domain.channel_states import REMOVED
from accounts.notices.models import Notice
from accounts.notices.rest.own import Own


class NoticeRecord(Record):
    """One thing that the caller was told, or is to be."""

    class Meta:
        model = Notice
        fields = (
            "id", "channel", "kind", "event", "about", "happened_at", "pace", "urgent", "state", "attempts", "due_at",
            "tried_at", "error", "title", "text", "url",
        )  # fmt: skip


class Notices(Own):
    """What you were told, and what came of it."""

    queryset = Notice.objects.exclude(channel__state=REMOVED)
    serializer_class = NoticeRecord
    filterset_fields = {"channel": ["exact"], "state": ["exact"], "kind": ["exact"], "event": ["exact"]}
    owner = "channel__owner"

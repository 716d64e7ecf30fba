"""Messages as they came, and what became of each."""

from django.contrib import admin
from django.utils.safestring import SafeString

from fidus.templatetags.parts import badge
from trading.signals.admin.own import OwnAdmin
from trading.signals.models import RawSignal


@admin.register(RawSignal)
class MessageAdmin(OwnAdmin):
    developer = "door__strategy__developer"
    list_display = ["received_at", "door", "standing", "signal", "reason", "beginning"]
    list_display_links = ["received_at"]
    list_filter = ["outcome", "door__kind"]
    list_select_related = ["door__strategy", "signal__strategy"]
    search_fields = ["=door__strategy__code", "reason", "signal__signal_id"]
    show_full_result_count = False
    fields = ["received_at", "door", "address", "content_type", "standing", "signal", "reason", "pointer", "text"]
    readonly_fields = fields

    @admin.display(description="outcome", ordering="outcome")
    def standing(self, message: RawSignal) -> SafeString:
        return badge(_LOOKS[message.outcome], message.get_outcome_display())

    @admin.display(description="message")
    def text(self, message: RawSignal) -> str:
        return bytes(message.body).decode(errors="replace").replace("\0", "\N{REPLACEMENT CHARACTER}")

    @admin.display(description="begins")
    def beginning(self, message: RawSignal) -> str:
        text = " ".join(self.text(message)[:200].split())
        return f"{text[:60]}…" if len(text) > 60 else text


_LOOKS = {"taken": "active", "duplicate": "closed", "refused": "failed", "heartbeat": "closed"}

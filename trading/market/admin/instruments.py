"""What can be traded where, at which price now, and when its market is open."""

from typing import Any

from django.contrib import admin
from django.utils.safestring import SafeString

from accounts.admin.deeds import Deed, DeedsAdmin
from accounts.models import User
from fidus.templatetags.figures import age
from fidus.templatetags.parts import badge
from trading.admin.reading import figure
from trading.market.errors import MarketError
from trading.market.forms import BarsForm, CalendarForm
from trading.market.gates import is_open
from trading.market.models import Instrument
from trading.market.services.import_bars import import_bars
from trading.market.services.set_calendar import set_calendar


def _set_calendar(instrument: Instrument, data: dict[str, Any], by: User) -> Instrument:
    return set_calendar(instrument=instrument, calendar=data["calendar"], by=by)


def _import_bars(instrument: Instrument, data: dict[str, Any], by: User) -> Instrument:
    file = data["file"]
    import_bars(instrument=instrument, span=data["span"], content=file.read(), name=file.name or "bars.csv", by=by)
    return instrument


@admin.register(Instrument)
class InstrumentAdmin(DeedsAdmin):
    list_display = ["symbol", "server", "kind", "ours", "bid", "ask", "told", "source", "calendar", "market"]
    list_filter = ["platform", "server", "kind", "calendar"]
    search_fields = ["symbol", "name", "=mapping__symbol"]
    list_select_related = ["quote", "mapping"]
    change_list_template = "market/instruments.html"
    refusals = (MarketError,)
    fields = [
        "symbol", "name", "platform", "server", "kind", "currency", "exchange", "underlying", "expires_at", "strike",
        "right", "tick_size", "volume_step", "volume_min", "volume_max", "multiplier", "may_trade", "ours", "bid",
        "ask", "told", "source", "calendar", "market", "added_at", "seen_at",
    ]  # fmt: skip
    readonly_fields = fields
    deeds = (
        Deed(
            "calendar",
            "Set calendar",
            "When it trades. Whoever asks whether its market is open is answered by this.",
            "The calendar is set.",
            "market.set_calendar",
            _set_calendar,
            CalendarForm,
            initial=lambda instrument: {"calendar": instrument.calendar},
        ),
        Deed(
            "bars",
            "Import prices",
            "All of the file or nothing. What it says goes before what was gathered from quotes; longer bars are made "
            "from it.",
            "The prices are taken in.",
            "market.import_bars",
            _import_bars,
            BarsForm,
        ),
    )

    @admin.display(description="our symbol")
    def ours(self, instrument: Instrument) -> str:
        mapping = getattr(instrument, "mapping", None)
        if mapping is None or mapping.state == "refused":
            return "–"
        return mapping.symbol if mapping.state == "approved" else f"{mapping.symbol} (suggested)"

    @admin.display(description="bid")
    def bid(self, instrument: Instrument) -> SafeString:
        return figure(_quote(instrument, "bid"))

    @admin.display(description="ask")
    def ask(self, instrument: Instrument) -> SafeString:
        return figure(_quote(instrument, "ask"))

    @admin.display(description="heard")
    def told(self, instrument: Instrument) -> str:
        at = _quote(instrument, "received_at")
        return age(at) if at else "never"

    @admin.display(description="source")
    def source(self, instrument: Instrument) -> SafeString | str:
        source = _quote(instrument, "source")
        if source is None:
            return ""
        return badge("simulated") if source == "simulated" else badge("live", "Live")

    @admin.display(description="market")
    def market(self, instrument: Instrument) -> SafeString | str:
        open_ = is_open(instrument)
        return "not known" if open_ is None else badge("active" if open_ else "closed", "Open" if open_ else "Closed")


def _quote(instrument: Instrument, name: str) -> Any:
    return getattr(getattr(instrument, "quote", None), name, None)

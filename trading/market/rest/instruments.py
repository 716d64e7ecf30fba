"""Instruments over the API: their newest prices, their bars, and which of our symbols they are."""

from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from rest_framework import serializers

from accounts.gateway.rest.fields import Person
from accounts.gateway.rest.looks import look
from accounts.gateway.rest.records import Figures, Order, Record, Upload
from accounts.gateway.rest.resource import Records, operation
from accounts.models import User
from trading.market.forms import LARGEST
from trading.market.models import Bar, Instrument, Span, SymbolMapping
from trading.market.services.approve_mapping import approve_mapping
from trading.market.services.import_bars import import_bars
from trading.market.services.refuse_mapping import refuse_mapping
from trading.market.services.set_calendar import set_calendar

MOST_BARS = 2_000


class QuoteFigures(Figures):
    """The newest prices; `at` is the broker's clock, `received_at` ours."""

    at = serializers.DateTimeField()
    bid = serializers.DecimalField(max_digits=24, decimal_places=10, allow_null=True)
    ask = serializers.DecimalField(max_digits=24, decimal_places=10, allow_null=True)
    last = serializers.DecimalField(max_digits=24, decimal_places=10, allow_null=True)
    delayed = serializers.BooleanField()
    source = serializers.CharField()
    received_at = serializers.DateTimeField()


class InstrumentRecord(Record):
    """What can be traded at a broker, as it says; `our_symbol` once a person approved it."""

    our_symbol = serializers.SerializerMethodField(help_text="The same at every broker; null until approved.")
    quote = QuoteFigures(allow_null=True, help_text="Null until a price was heard.")

    class Meta:
        model = Instrument
        fields = (
            "id", "platform", "server", "symbol", "broker_id", "kind", "name", "currency", "exchange", "underlying",
            "expires_at", "strike", "right", "tick_size", "volume_step", "volume_min", "volume_max", "multiplier",
            "may_trade", "calendar", "our_symbol", "quote", "added_at", "seen_at",
        )  # fmt: skip

    def get_our_symbol(self, row: Instrument) -> str | None:
        mapping = getattr(row, "mapping", None)
        return mapping.symbol if mapping is not None and mapping.state == "approved" else None


class BarFigures(Figures):
    """A span that begins at `opens_at`; of quotes the middle of bid and ask. The newest may still be running."""

    opens_at = serializers.DateTimeField()
    open = serializers.DecimalField(max_digits=24, decimal_places=10)
    high = serializers.DecimalField(max_digits=24, decimal_places=10)
    low = serializers.DecimalField(max_digits=24, decimal_places=10)
    close = serializers.DecimalField(max_digits=24, decimal_places=10)
    volume = serializers.DecimalField(max_digits=24, decimal_places=8, allow_null=True)
    ticks = serializers.IntegerField(help_text="How many quotes it was made of.")
    imported = serializers.BooleanField(help_text="From a file.")


class Stretch(Order):
    """Which bars: of one length, from a moment on and before another."""

    span = serializers.ChoiceField(Span.choices)
    start = serializers.DateTimeField()
    end = serializers.DateTimeField(help_text=f"The first {MOST_BARS:,} bars are told.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["end"] <= attrs["start"]:
            raise serializers.ValidationError({"end": ["After the start."]})
        return attrs


class WhenItTrades(Order):
    """FX, 24/7, an exchange's code, or empty for not known."""

    calendar = serializers.CharField(max_length=20, allow_blank=True)


class BarsFile(Upload):
    """A CSV file: time, open, high, low, close and perhaps volume; at most 50 MB."""

    span = serializers.ChoiceField(Span.choices)
    file = serializers.FileField()

    def validate_file(self, file: UploadedFile) -> UploadedFile:
        if (file.size or 0) > LARGEST:
            raise serializers.ValidationError("The file is larger than 50 MB: give it in several.")
        return file


class OurSymbol(Order):
    """Ours; without one, that which was suggested."""

    symbol = serializers.CharField(max_length=64, required=False, default="", allow_blank=True)


class MappingRecord(Record):
    """Which of our symbols an instrument is: `suggested` by its name, `approved` or `refused` by a person."""

    decided_by = Person()

    class Meta:
        model = SymbolMapping
        fields = ("id", "instrument", "symbol", "state", "suggested_at", "decided_by", "decided_at")


class Instruments(Records):
    """What can be traded where. An instrument is here once a broker has told of it."""

    kind = "trading"
    permission = "market.view_instrument"
    queryset = Instrument.objects.select_related("quote", "mapping")
    serializer_class = InstrumentRecord
    filterset_fields = {
        "platform": ["exact"], "server": ["exact"], "symbol": ["exact"], "kind": ["exact"],
        "mapping__symbol": ["exact"], "mapping__state": ["exact"],
    }  # fmt: skip

    @look(gives=BarFigures, many=True, asks=Stretch)
    def bars(self, instrument: Instrument, *, by: User, span: str, start: datetime, end: datetime) -> list[Bar]:
        """Its bars of one length, oldest first."""
        rows = Bar.objects.filter(instrument=instrument, span=span, opens_at__gte=start, opens_at__lt=end)
        return list(rows.order_by("opens_at")[:MOST_BARS])

    @operation(permission="market.set_calendar", takes=WhenItTrades)
    def set_calendar(self, instrument: Instrument, *, by: User, calendar: str) -> Instrument:
        """Say when it trades."""
        return set_calendar(instrument=instrument, calendar=calendar, by=by)

    @operation(permission="market.import_bars", takes=BarsFile, expensive=True)
    def import_bars(self, instrument: Instrument, *, by: User, span: str, file: UploadedFile) -> Instrument:
        """Take in a file of prices, all of it or nothing; what it says goes before what quotes made."""
        import_bars(instrument=instrument, span=span, content=file.read(), name=file.name or "bars.csv", by=by)
        return instrument


class SymbolMappings(Records):
    """Our symbols, and what brokers call them."""

    kind = "trading"
    permission = "market.view_symbolmapping"
    queryset = SymbolMapping.objects.select_related("instrument", "decided_by")
    serializer_class = MappingRecord
    filterset_fields = {"symbol": ["exact"], "state": ["exact"], "instrument": ["exact"]}

    @operation(permission="market.decide_mapping", takes=OurSymbol)
    def approve(self, mapping: SymbolMapping, *, by: User, symbol: str) -> SymbolMapping:
        """It is that symbol of ours."""
        return approve_mapping(mapping=mapping, symbol=symbol, by=by)

    @operation(permission="market.decide_mapping")
    def refuse(self, mapping: SymbolMapping, *, by: User) -> SymbolMapping:
        """It is not."""
        return refuse_mapping(mapping=mapping, by=by)

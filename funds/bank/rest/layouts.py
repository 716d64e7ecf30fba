"""How a bank writes its CSV, as the API is told and tells it."""

from typing import Any

from rest_framework import serializers

from accounts.gateway.rest.records import Figures, Order
from funds.bank.domain.csv_mapping import DATE_FORMATS, CsvMapping

_COLUMNS = (
    "value_on", "amount", "debit", "credit", "side", "currency", "counterparty", "counterparty_account", "reference",
    "balance",
)  # fmt: skip


class CsvLayoutOrder(Order):
    """How the bank writes its CSV; columns are named by the words in the header row."""

    delimiter = serializers.ChoiceField([";", ",", "\t", "|"])
    decimal = serializers.ChoiceField([".", ","])
    thousands = serializers.ChoiceField([",", ".", "'", " "], default="", allow_blank=True)
    date_format = serializers.ChoiceField(DATE_FORMATS)
    skip = serializers.IntegerField(min_value=0, max_value=200, default=0)
    booked_on = serializers.CharField(max_length=200)
    text = serializers.ListField(child=serializers.CharField(max_length=200), default=(), max_length=50)
    negated = serializers.BooleanField(default=False)

    def get_fields(self) -> dict[str, Any]:
        columns = {name: serializers.CharField(max_length=200, default="", allow_blank=True) for name in _COLUMNS}
        return super().get_fields() | columns

    def validate(self, given: dict[str, Any]) -> CsvMapping:
        mapping = CsvMapping.from_json(given)
        if problems := mapping.problems():
            raise serializers.ValidationError(problems)
        return mapping


class CsvLayoutFigures(Figures):
    """How a CSV would be read: as before, or guessed."""

    delimiter = serializers.CharField()
    decimal = serializers.CharField()
    thousands = serializers.CharField()
    date_format = serializers.CharField()
    skip = serializers.IntegerField()
    booked_on = serializers.CharField()
    text = serializers.ListField(child=serializers.CharField())
    negated = serializers.BooleanField()

    def get_fields(self) -> dict[str, Any]:
        return super().get_fields() | {name: serializers.CharField(read_only=True) for name in _COLUMNS}

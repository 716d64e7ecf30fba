"""How bank and ledger stand beside each other, as the API shows it."""

from rest_framework import serializers

from accounts.gateway.rest.fields import MoneyField
from accounts.gateway.rest.records import Figures


class CertainFigures(Figures):
    """What was matched that is exact and unambiguous."""

    matches = serializers.ListField(child=serializers.IntegerField())


class OpenItem(Figures):
    """One item without its counterpart; `key` is the ledger's entry, or the bank's transaction."""

    key = serializers.IntegerField()
    on = serializers.DateField()
    amount = MoneyField()
    text = serializers.CharField()


class ReconciliationFigures(Figures):
    """From the ledger's balance to the bank's, item by item, and what nothing explains."""

    as_of = serializers.DateField()
    ledger = MoneyField()
    not_at_bank = OpenItem(many=True)
    not_in_ledger = OpenItem(many=True)
    led_to = MoneyField()
    bank = MoneyField(allow_null=True)
    stated_on = serializers.DateField(allow_null=True)
    difference = MoneyField(allow_null=True)


class SuggestionFigures(Figures):
    """What probably belongs together."""

    transactions = serializers.ListField(child=serializers.IntegerField(), source="bank")
    entries = serializers.ListField(child=serializers.IntegerField(), source="ledger")
    score = serializers.IntegerField(help_text="0 to 100")
    reasons = serializers.ListField(child=serializers.CharField())
    certain = serializers.BooleanField()


class BreakFigures(Figures):
    """Something of the statements that does not follow."""

    statement = serializers.IntegerField(source="statement.pk")
    what = serializers.CharField()


class OpenMovement(Figures):
    """An entry of the ledger that no booking of the bank is matched with."""

    entry = serializers.IntegerField()
    value_on = serializers.DateField()
    amount = MoneyField()
    text = serializers.CharField()

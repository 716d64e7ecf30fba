"""Matches of the bank's bookings with the ledger over the API."""

from rest_framework import serializers

from accounts.gateway.rest.fields import Person
from accounts.gateway.rest.records import Order, Record
from accounts.gateway.rest.resource import Records, operation
from accounts.models import User
from funds.bank.models import Match
from funds.bank.services.undo_match import undo_match


class BankMatchRecord(Record):
    """Bookings and ledger entries of equal sums."""

    transactions = serializers.SerializerMethodField()
    entries = serializers.SerializerMethodField()
    reasons = serializers.ListField(child=serializers.CharField())
    made_by = Person()
    undone_because = serializers.CharField(source="undone.reason", default=None, allow_null=True)

    class Meta:
        model = Match
        fields = (
            "id", "account", "state", "transactions", "entries", "automatic", "score", "reasons", "made_at", "made_by",
            "undone_because",
        )  # fmt: skip

    def get_transactions(self, match: Match) -> list[int]:
        return [line.transaction_id for line in match.lines.all() if line.transaction_id is not None]

    def get_entries(self, match: Match) -> list[int]:
        return [line.entry for line in match.lines.all() if line.entry is not None]


class Undoing(Order):
    """Why a match is undone; it stays on record."""

    reason = serializers.CharField(max_length=300)


class Matches(Records):
    """Which bookings of the bank are which movements of the ledger."""

    kind = "bank"
    permission = "bank.view_match"
    queryset = Match.objects.select_related("made_by", "undone").prefetch_related("lines")
    serializer_class = BankMatchRecord
    filterset_fields = {"account": ["exact"], "state": ["exact"], "automatic": ["exact"]}

    @operation(permission="bank.match_transactions", takes=Undoing)
    def undo(self, match: Match, *, by: User, reason: str) -> Match:
        """Undo it; both sides are open again, nothing posted is changed."""
        return undo_match(match=match, reason=reason, by=by)

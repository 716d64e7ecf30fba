"""The journal over the API: entries with their lines, and how far the books are closed."""

from django.db.models import Prefetch, Q, QuerySet
from django_filters.rest_framework import CharFilter
from rest_framework import serializers

from accounts.gateway.rest.fields import MoneyField, Person
from accounts.gateway.rest.filters import Narrowing
from accounts.gateway.rest.records import Record
from accounts.gateway.rest.resource import Listed, Records
from accounts.ledger.models import Account, ClosedPeriod, Entry, Leg


class LegRecord(Record):
    """One account's part of an entry; debit is above zero, credit below."""

    account = serializers.CharField(source="account.code")
    label = serializers.CharField(source="account.label")
    amount = MoneyField(source="money")

    class Meta:
        model = Leg
        fields = ("account", "label", "amount")


class EntryRecord(Record):
    """An entry, never changed: what was wrong is reversed by another one."""

    by = Person()
    reverses = serializers.IntegerField(source="reverses_id", allow_null=True, help_text="The entry it takes back.")
    reversed_by = serializers.SerializerMethodField(help_text="The entry that takes it back.")
    event = serializers.IntegerField(allow_null=True, help_text="The event on the trail that it comes from.")
    seal = serializers.IntegerField(source="seal.number", default=None, allow_null=True)
    hash = serializers.SerializerMethodField(help_text="The seal's, null until it is sealed.")
    legs = LegRecord(many=True)

    class Meta:
        model = Entry
        fields = (
            "id", "key", "kind", "text", "booked_on", "value_on", "recorded_at", "by", "event", "reverses",
            "reversed_by", "seal", "hash", "legs",
        )  # fmt: skip

    def get_reversed_by(self, entry: Entry) -> int | None:
        return next((reversal.pk for reversal in entry.reversals.all()), None)

    def get_hash(self, entry: Entry) -> str | None:
        seal = getattr(entry, "seal", None)
        return bytes(seal.hash).hex() if seal else None


class EntryFilter(Narrowing):
    account = CharFilter(method="on_account", label="With a line on an account whose code begins so.")
    text = CharFilter(method="with_text", label="Part of its text or key.")

    class Meta:
        model = Entry
        fields = {
            "kind": ["exact"], "key": ["exact"], "event": ["exact"], "value_on": ["gte", "lte"],
            "booked_on": ["gte", "lte"], "recorded_at": ["gte", "lt"],
        }  # fmt: skip

    def on_account(self, rows: QuerySet[Entry], name: str, code: str) -> QuerySet[Entry]:
        held = Leg.objects.filter(account__in=Account.objects.filter(code__startswith=code).values("pk"))
        return rows.filter(pk__in=held.values("entry"))

    def with_text(self, rows: QuerySet[Entry], name: str, text: str) -> QuerySet[Entry]:
        return rows.filter(Q(text__icontains=text) | Q(key__icontains=text))


class Entries(Records):
    """The journal, what was written last first."""

    kind = "ledger"
    permission = "ledger.view_entry"
    queryset = Entry.objects.select_related("seal", "by").prefetch_related(
        Prefetch("legs", Leg.objects.select_related("account").order_by("entry", "position")),
        Prefetch("reversals", Entry.objects.only("pk", "reverses_id")),
    )
    serializer_class = EntryRecord
    filterset_class = EntryFilter


class ClosedPeriodRecord(Record):
    """One decision: the books are closed to `until`, both included; null when nothing is closed any more."""

    by = Person()
    asked_by = Person()

    class Meta:
        model = ClosedPeriod
        fields = ("id", "until", "closed_at", "by", "asked_by", "reason")


class ClosedPeriods(Listed):
    """How far the books are closed, every closing and opening; the first one holds."""

    kind = "ledger"
    permission = "ledger.view_closedperiod"
    queryset = ClosedPeriod.objects.select_related("by", "asked_by")
    serializer_class = ClosedPeriodRecord
    filterset_fields = {"until": ["gte", "lte"]}

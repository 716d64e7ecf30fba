"""KYC cases over the API: opened, submitted by one, cleared by another."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django_filters.rest_framework import CharFilter, ChoiceFilter
from rest_framework import serializers

from accounts.gateway.rest.fields import Known, MoneyField, Person
from accounts.gateway.rest.filters import Narrowing
from accounts.gateway.rest.looks import look
from accounts.gateway.rest.records import Figures, Order, Record
from accounts.gateway.rest.resource import Records, operation
from accounts.models import Client, User
from compliance import selectors
from compliance.models import ChecklistItem, KycCase
from compliance.rest.items import ItemRecord
from compliance.selectors import Happening
from compliance.services.clear_case import clear_case
from compliance.services.declare_office import declare_office
from compliance.services.open_case import open_case
from compliance.services.reject_case import reject_case
from compliance.services.reopen_case import reopen_case
from compliance.services.submit_case import submit_case
from fidus.lib.money import Money

_CLEAR = "compliance.clear_case"


class FactorFigures(Figures):
    """One input of a rating."""

    name = serializers.CharField()
    value = serializers.CharField()
    points = serializers.IntegerField()
    of = serializers.IntegerField(help_text="The most it can have.")


class RiskFigures(Figures):
    """How much care a client needs."""

    rating = serializers.ChoiceField(["low", "medium", "high"])
    points = serializers.IntegerField()
    factors = FactorFigures(many=True)


class CaseRecord(Record):
    """May this client invest? One case a client, with its checklist."""

    reference = serializers.CharField()
    client = serializers.CharField(source="client.number")
    kind = serializers.CharField(source="client.kind")
    lines = serializers.IntegerField()
    accepted = serializers.IntegerField()
    to_check = serializers.IntegerField(help_text="Lines that are provided and wait for us.")
    items = ItemRecord(many=True)
    office_declared = serializers.BooleanField(
        source="pep_declared", allow_null=True, help_text="A public office or a sanctions list; null: not said yet."
    )
    explanation = serializers.CharField(source="pep_explanation")
    expected = MoneyField(allow_null=True, help_text="How much they expect to invest.")
    risk = RiskFigures(help_text="As of now, from what is known now.")
    risk_at_submission = RiskFigures(allow_null=True)
    submitted_by = Person()
    sole_checker = Person(help_text="Who accepted every line alone, and therefore does not clear it.")
    cleared_by = Person()
    rejected_by = Person()

    class Meta:
        model = KycCase
        office = (
            "explanation", "expected", "risk", "risk_at_submission", "submitted_at", "submitted_by", "sole_checker",
            "cleared_at", "cleared_by", "rejected_at", "rejected_by", "rejected_because",
        )  # fmt: skip
        fields = (
            "id", "reference", "client", "kind", "state", "opened_at", "lines", "accepted", "to_check", "items",
            "office_declared", *office,
        )  # fmt: skip


class NewCase(Order):
    """Whose case, and how much they expect to invest."""

    client = Known(queryset=Client.objects.all(), slug_field="number")
    expected = MoneyField(allow_null=True, default=None)


class Declaration(Order):
    """Whether the client, a close relative or associate holds a public office or stands on a sanctions list."""

    declared = serializers.BooleanField()
    explanation = serializers.CharField(
        max_length=2000, default="", allow_blank=True, help_text="Who, which office, since when."
    )


class CaseReason(Order):
    """Why; it stays in the house."""

    reason = serializers.CharField(max_length=2000)


class HappeningFigures(Figures):
    """Something that happened to a case."""

    what = serializers.CharField()
    who = serializers.CharField()
    at = serializers.DateTimeField()
    why = serializers.CharField()


class CaseFilter(Narrowing):
    client = CharFilter(field_name="client__number")
    kind = CharFilter(field_name="client__kind")
    waiting_for = ChoiceFilter(choices=[("office", "office"), ("client", "client")], method="waiting")

    class Meta:
        model = KycCase
        fields = {"state": ["exact"], "opened_at": ["gte", "lt"]}

    def waiting(self, rows: QuerySet[KycCase], name: str, value: str) -> QuerySet[KycCase]:
        return selectors.waiting_for(rows, value)


class Cases(Records):
    """KYC cases: who submits one does not clear it, and nobody decides about a client they act for."""

    kind = "kyc"
    permission = "compliance.view_kyccase"
    queryset = selectors.cases().select_related("sole_checker", "rejected_by").prefetch_related(
        Prefetch("items", ChecklistItem.objects.select_related("decided_by"))
    )  # fmt: skip
    serializer_class = CaseRecord
    filterset_class = CaseFilter

    def of_clients(self, rows, clients):
        return rows.filter(client__in=clients)

    @operation(permission="compliance.work_on_case", takes=NewCase)
    def create(self, *, by: User, client: Client, expected: Money | None) -> KycCase:
        """Open a client's case; one that is open already is the answer, unchanged."""
        return open_case(client=client, expected=expected, by=by)

    @operation(permission=None, takes=Declaration, clients_may=True)
    def declare_office(self, case: KycCase, *, by: User, **said: Any) -> KycCase:
        """Say whether a public office is held; only the client says it."""
        return declare_office(case=case, by=by, **said)

    @operation(permission="compliance.work_on_case")
    def submit(self, case: KycCase, *, by: User) -> KycCase:
        """Hand it to a second person, once every line is accepted."""
        return submit_case(case=case, by=by)

    @operation(permission=_CLEAR)
    def clear(self, case: KycCase, *, by: User) -> KycCase:
        """Clear it as the second person: the client may invest."""
        return clear_case(case=case, by=by)

    @operation(permission=_CLEAR, takes=CaseReason)
    def reject(self, case: KycCase, *, by: User, reason: str) -> KycCase:
        """Reject it: the client cannot invest."""
        return reject_case(case=case, by=by, reason=reason)

    @operation(permission=_CLEAR, takes=CaseReason)
    def reopen(self, case: KycCase, *, by: User, reason: str) -> KycCase:
        """Open it again; documents can be added and decided, and both pairs of eyes are needed anew."""
        return reopen_case(case=case, by=by, reason=reason)

    @look(gives=HappeningFigures, many=True)
    def history(self, case: KycCase, *, by: User) -> list[Happening]:
        """What happened to it, newest first; who read which document stands on the trail."""
        return selectors.history(case)

"""The lines of KYC checklists over the API: what is provided for them, and what is decided."""

from datetime import date, timedelta

from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django_filters.rest_framework import CharFilter
from rest_framework import serializers

from accounts.gateway.rest.fields import Person
from accounts.gateway.rest.filters import DayFilter, Narrowing
from accounts.gateway.rest.records import Order, Record, Upload
from accounts.gateway.rest.resource import Records, operation
from accounts.models import User
from compliance.domain.checklists import CHECKLISTS, Needs
from compliance.models import ChecklistItem, Document
from compliance.rest.documents import DocumentRecord
from compliance.selectors import documents_expiring
from compliance.services.add_document import add_document
from compliance.services.check_item import accept_item, refuse_item

CODES = sorted({line.code for lines in CHECKLISTS.values() for line in lines})


class ItemRecord(Record):
    """One line of a checklist: what is needed, and how far it is."""

    client = serializers.CharField(source="case.client.number")
    code = serializers.ChoiceField(CODES)
    title = serializers.CharField(source="requirement.title")
    hint = serializers.CharField(source="requirement.hint", help_text="What exactly is needed.")
    needs = serializers.ChoiceField([need.value for need in Needs], source="requirement.needs")
    expires = serializers.BooleanField(source="requirement.expires", help_text="Accepted with a date of expiry.")
    decided_by = Person()

    class Meta:
        model = ChecklistItem
        fields = (
            "id", "case", "client", "code", "title", "hint", "needs", "expires", "state", "provided_at", "reason",
            "valid_until", "decided_at", "decided_by",
        )  # fmt: skip
        office = ("decided_at", "decided_by")


class NewDocument(Upload):
    """PDF, JPEG, PNG, WebP or HEIC; at most 15 MB."""

    file = serializers.FileField()


class Acceptance(Order):
    """Until when it is valid; told for what expires."""

    valid_until = serializers.DateField(allow_null=True, default=None)


class ItemRefusal(Order):
    """Why it will not do; the client reads it."""

    reason = serializers.CharField(max_length=2000)


class ItemFilter(Narrowing):
    client = CharFilter(field_name="case__client__number")
    expiring_before = DayFilter(method="expiring", help_text="Of cleared clients, what is not valid on this day.")

    class Meta:
        model = ChecklistItem
        fields = {"case": ["exact"], "code": ["exact"], "state": ["exact"], "valid_until": ["gte", "lte"]}

    def expiring(self, rows: QuerySet[ChecklistItem], name: str, value: date) -> QuerySet[ChecklistItem]:
        found = documents_expiring(as_of=value, within=timedelta(0))
        return rows.filter(pk__in=found.order_by().values("pk"))


class Items(Records):
    """The lines of all checklists; a declaration is made at its case."""

    kind = "kyc"
    permission = "compliance.view_kyccase"
    queryset = ChecklistItem.objects.select_related("case__client", "decided_by")
    serializer_class = ItemRecord
    filterset_class = ItemFilter

    def of_clients(self, rows, clients):
        return rows.filter(case__client__in=clients)

    @operation(permission="compliance.work_on_case", takes=NewDocument, gives=DocumentRecord, clients_may=True)
    def add_document(self, item: ChecklistItem, *, by: User, file: UploadedFile) -> Document:
        """Provide a file for it; the same file again is answered with the version that is there."""
        return add_document(item=item, file=file, name=file.name or "document", by=by)

    @operation(permission="compliance.work_on_case", takes=Acceptance)
    def accept(self, item: ChecklistItem, *, by: User, valid_until: date | None) -> ChecklistItem:
        """What was provided is right."""
        return accept_item(item=item, by=by, valid_until=valid_until)

    @operation(permission="compliance.work_on_case", takes=ItemRefusal)
    def refuse(self, item: ChecklistItem, *, by: User, reason: str) -> ChecklistItem:
        """What was provided will not do; the client may provide it again."""
        return refuse_item(item=item, by=by, reason=reason)

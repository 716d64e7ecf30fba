"""The documents of KYC cases over the API; who was handed which file stands on the trail."""

from django_filters.rest_framework import CharFilter
from rest_framework import serializers

from accounts.gateway.rest.fields import Person
from accounts.gateway.rest.filters import Narrowing
from accounts.gateway.rest.looks import File, download
from accounts.gateway.rest.records import Record
from accounts.gateway.rest.resource import Records
from accounts.models import User
from compliance.domain.file_content import ENDINGS
from compliance.files import name_of
from compliance.models import Document
from compliance.services.read_document import read_document


class DocumentRecord(Record):
    """One version of what was provided for a line; the newest counts."""

    client = serializers.CharField(source="item.case.client.number")
    case = serializers.IntegerField(source="item.case_id")
    code = serializers.CharField(source="item.code", help_text="The line's.")
    uploaded_by = Person()

    class Meta:
        model = Document
        fields = (
            "id", "item", "case", "client", "code", "version", "name", "media_type", "size", "pages", "sha256",
            "uploaded_at", "uploaded_by",
        )  # fmt: skip
        office = ("uploaded_by",)


class DocumentFilter(Narrowing):
    client = CharFilter(field_name="item__case__client__number")
    code = CharFilter(field_name="item__code")

    class Meta:
        model = Document
        fields = {"item": ["exact"], "item__case": ["exact"], "uploaded_at": ["gte", "lt"]}


class Documents(Records):
    """What clients gave us; never changed, never deleted."""

    kind = "documents"
    permission = "compliance.view_kyccase"
    queryset = Document.objects.select_related("item__case__client", "uploaded_by")
    serializer_class = DocumentRecord
    filterset_class = DocumentFilter

    def of_clients(self, rows, clients):
        return rows.filter(item__case__client__in=clients)

    @download(media=tuple(ENDINGS), clients_may=True)
    def file(self, document: Document, *, by: User) -> File:
        """The file as it was uploaded; that it was read stands on the trail."""
        return File(read_document(document=document, by=by), name_of(document), document.media_type)

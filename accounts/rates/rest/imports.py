"""Files of rates over the API: brought by one person, what differs in them decided by another."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from rest_framework import serializers

from accounts.gateway.rest.fields import Person
from accounts.gateway.rest.records import Order, Record, Upload
from accounts.gateway.rest.resource import Listed, Records, operation
from accounts.models import User
from accounts.rates.domain.contradiction_states import ContradictionAction
from accounts.rates.models import Contradiction, FeedAttempt, RateImport
from accounts.rates.services.decide_contradictions import decide_contradictions
from accounts.rates.services.import_rates import LARGEST, import_rates


class RateImportRecord(Record):
    """A file that was taken in; the file itself is not kept, its hash is."""

    brought_by = Person()

    class Meta:
        model = RateImport
        fields = (
            "id", "name", "source", "layout", "sha256", "size", "brought_by", "brought_at", "first_on", "last_on",
            "days", "rates_in_file", "rates_added", "contradicting",
        )  # fmt: skip


class RatesFile(Upload):
    """The bank's ZIP, or the CSV or XML in it; at most 64 MB."""

    file = serializers.FileField()

    def validate_file(self, file: UploadedFile) -> UploadedFile:
        if (file.size or 0) > LARGEST:
            raise serializers.ValidationError("The file is far larger than any file of rates.")
        return file


class Decision(Order):
    """Why, and of which rates."""

    reason = serializers.CharField(max_length=500, help_text="It stays beside the rate and on the trail.")
    only = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**62), allow_empty=False, allow_null=True,
        default=None, max_length=1000, help_text="Contradictions by their id; null: all of the file that are open.",
    )  # fmt: skip


class ContradictionRecord(Record):
    """A rate in a file that differs from the one held."""

    brought_by = Person()
    decided_by = Person()

    class Meta:
        model = Contradiction
        fields = (
            "id", "rate_import", "currency", "on", "held", "given", "state", "brought_by", "decided_by", "decided_at",
            "reason",
        )  # fmt: skip


class FeedAttemptRecord(Record):
    """One question to the daily source, and its answer."""

    class Meta:
        model = FeedAttempt
        fields = ("id", "asked_at", "answered_at", "url", "outcome", "words", "rate_import")


class RateImports(Records):
    """Files of rates: what is new is taken, what differs waits for somebody other than who brought it."""

    kind = "rates"
    permission = "rates.view_rateimport"
    queryset = RateImport.objects.select_related("brought_by")
    serializer_class = RateImportRecord
    filterset_fields = {"source": ["exact"], "sha256": ["exact"], "brought_at": ["gte", "lt"]}

    @operation(permission="rates.import_rates", takes=RatesFile, expensive=True)
    def create(self, *, by: User, file: UploadedFile) -> RateImport:
        """Take a file in, all of it or nothing; the same file again adds nothing."""
        return import_rates(content=file.read(), name=(file.name or "rates")[:255], by=by)

    @operation(permission="rates.decide_contradiction", takes=Decision)
    def take(self, taken: RateImport, *, by: User, **given: Any) -> RateImport:
        """The file's rates hold from now on, also for past days; those held are put aside and kept."""
        decide_contradictions(rate_import=taken, action=ContradictionAction.TAKE, by=by, **given)
        return taken

    @operation(permission="rates.decide_contradiction", takes=Decision)
    def dismiss(self, taken: RateImport, *, by: User, **given: Any) -> RateImport:
        """The rates held stay; the same file is no news again."""
        decide_contradictions(rate_import=taken, action=ContradictionAction.DISMISS, by=by, **given)
        return taken


class Contradictions(Records):
    """Rates that differ; decided at `rate-imports/ID/take` and `dismiss`."""

    kind = "rates"
    permission = "rates.view_contradiction"
    queryset = Contradiction.objects.select_related("brought_by", "decided_by")
    serializer_class = ContradictionRecord
    filterset_fields = {"state": ["exact"], "currency": ["exact"], "rate_import": ["exact"], "on": ["gte", "lte"]}


class FeedAttempts(Listed):
    """What came of asking the daily source."""

    kind = "rates"
    permission = "rates.view_feedattempt"
    queryset = FeedAttempt.objects.all()
    serializer_class = FeedAttemptRecord
    filterset_fields = {"outcome": ["exact"], "asked_at": ["gte", "lt"]}

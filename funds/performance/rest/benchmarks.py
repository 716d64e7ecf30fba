"""Benchmarks over the API."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Count, Max, Min
from rest_framework import serializers

from accounts.gateway.rest.fields import Person
from accounts.gateway.rest.records import Figures, Order, Record, Upload
from accounts.gateway.rest.resource import Records, operation
from accounts.models import User
from fidus.lib.money import MINOR_UNITS
from funds.performance.forms import LARGEST
from funds.performance.models import Benchmark
from funds.performance.services.add_benchmark import add_benchmark
from funds.performance.services.import_benchmark_levels import Imported, import_benchmark_levels


class BenchmarkRecord(Record):
    """An index that performance may be set beside."""

    known_from = serializers.DateField(source="first", allow_null=True)
    known_to = serializers.DateField(source="last", allow_null=True)
    levels = serializers.IntegerField(source="days")
    added_by = Person()

    class Meta:
        model = Benchmark
        fields = (
            "code", "name", "currency", "source", "invented", "known_from", "known_to", "levels", "added_by",
            "added_at",
        )  # fmt: skip


class NewBenchmark(Order):
    """An index to add; its levels come from files."""

    code = serializers.CharField(max_length=20)
    name = serializers.CharField(max_length=80)
    currency = serializers.ChoiceField(sorted(MINOR_UNITS))
    source = serializers.CharField(max_length=120, help_text="Who publishes the levels.")


class Levels(Upload):
    """CSV with a column Date and one of levels; at most 20 MB."""

    file = serializers.FileField()
    column = serializers.CharField(
        max_length=60,
        required=False,
        default="",
        help_text="The heading of the levels, where there are several.",
    )

    def validate_file(self, file: UploadedFile) -> UploadedFile:
        if (file.size or 0) > LARGEST:
            raise serializers.ValidationError("The file is larger than 20 MB.")
        return file


class ImportedFigures(Figures):
    """What the file brought."""

    added = serializers.IntegerField()
    changed = serializers.IntegerField()


class Benchmarks(Records):
    """Indices and how far their levels are known."""

    kind = "performance"
    permission = "performance.view_benchmark"
    queryset = Benchmark.objects.select_related("added_by").annotate(
        first=Min("levels__on"), last=Max("levels__on"), days=Count("levels")
    )
    serializer_class = BenchmarkRecord
    lookup_field = "code"
    filterset_fields = {"currency": ["exact"]}

    @operation(permission="performance.import_benchmark", takes=NewBenchmark)
    def create(self, *, by: User, **given: Any) -> Benchmark:
        """Add one."""
        return add_benchmark(by=by, **given)

    @operation(permission="performance.import_benchmark", takes=Levels, gives=ImportedFigures, expensive=True)
    def import_levels(self, benchmark: Benchmark, *, by: User, file: UploadedFile, column: str) -> Imported:
        """Take a file of levels in, all of it or nothing."""
        return import_benchmark_levels(
            benchmark=benchmark, content=file.read(), name=file.name or "levels.csv", column=column, by=by
        )

"""Indices that performance is set beside, and their levels as imported."""

from django.conf import settings
from django.db import models


class Benchmark(models.Model):
    """An index; `invented` ones are made up for showing and say so wherever they stand."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=80)
    currency = models.CharField(max_length=3)
    source = models.CharField(max_length=120, help_text="Who publishes the levels.")
    invented = models.BooleanField(default=False, help_text="Made up for showing: no market stands behind it.")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["code"]
        default_permissions = ("view",)
        permissions = [("import_benchmark", "Can add benchmarks and import their levels")]

    def __str__(self) -> str:
        return f"{self.name} (invented)" if self.invented else self.name


class BenchmarkImport(models.Model):
    """One file of levels that was taken in."""

    benchmark = models.ForeignKey(Benchmark, on_delete=models.PROTECT, related_name="imports")
    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64, help_text="SHA-256 of the file.")
    added = models.PositiveIntegerField()
    changed = models.PositiveIntegerField()
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    imported_at = models.DateTimeField()

    class Meta:
        ordering = ["-imported_at"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.benchmark.code}: {self.name}"


class BenchmarkLevel(models.Model):
    """What the index stood at on the evening of a day; a level put right later names the import that did."""

    benchmark = models.ForeignKey(Benchmark, on_delete=models.PROTECT, related_name="levels")
    on = models.DateField()
    level = models.DecimalField(max_digits=20, decimal_places=8)
    of_import = models.ForeignKey(BenchmarkImport, on_delete=models.PROTECT, related_name="levels")

    class Meta:
        ordering = ["benchmark", "on"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["benchmark", "on"], name="one_level_of_a_benchmark_per_day"),
            models.CheckConstraint(condition=models.Q(level__gt=0), name="benchmark_level_is_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.benchmark_id} on {self.on}"

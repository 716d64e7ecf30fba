"""Benchmarks, the files they came from, and the performance page they belong to."""

from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Count, Max, Min, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse

from fidus.lib.read_only_admin import ReadOnlyAdmin
from fidus.templatetags.figures import day
from funds.admin.action_page import Action, answer
from funds.performance.admin import performance_page
from funds.performance.errors import BenchmarkRefused
from funds.performance.forms import BenchmarkForm, LevelsForm
from funds.performance.models import Benchmark, BenchmarkImport
from funds.performance.services.add_benchmark import add_benchmark
from funds.performance.services.import_benchmark_levels import import_benchmark_levels


class ImportInline(admin.TabularInline):
    model = BenchmarkImport
    extra = 0
    can_delete = False
    fields = readonly_fields = ["name", "added", "changed", "imported_by", "imported_at"]

    def has_add_permission(self, request: HttpRequest, obj: Benchmark | None = None) -> bool:
        return False


@admin.register(Benchmark)
class BenchmarkAdmin(ReadOnlyAdmin):
    list_display = ["code", "name", "currency", "source", "invented", "known_from", "known_to", "count"]
    fields = ["code", "name", "currency", "source", "invented", "added_by", "added_at"]
    inlines = [ImportInline]
    change_list_template = "performance/admin/benchmarks.html"
    change_form_template = "performance/admin/benchmark.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Benchmark]:
        known = super().get_queryset(request)
        return known.annotate(first=Min("levels__on"), last=Max("levels__on"), days=Count("levels"))

    def get_urls(self) -> list[URLResolver | URLPattern]:
        return [
            path("performance/", self.page(performance_page.show), name="performance_show"),
            path("new/", self.page(add), name="performance_benchmark_new"),
            path("<int:pk>/import/", self.page(import_levels), name="performance_benchmark_import"),
            *super().get_urls(),
        ]

    @admin.display(description="Known from", ordering="first")
    def known_from(self, benchmark: Benchmark) -> str:
        return day(benchmark.first)

    @admin.display(description="Known to", ordering="last")
    def known_to(self, benchmark: Benchmark) -> str:
        return day(benchmark.last)

    @admin.display(description="Levels", ordering="days")
    def count(self, benchmark: Benchmark) -> int:
        return benchmark.days


@permission_required(["performance.view_benchmark", "performance.import_benchmark"], raise_exception=True)
def add(request: HttpRequest, site_context: dict[str, object]) -> HttpResponse:
    action = Action(
        title="Add a benchmark",
        subtitle="An index that performance may be set beside; its levels come from files.",
        button="Add it",
        back=reverse("admin:performance_benchmark_changelist"),
        back_label="Benchmarks",
        form=BenchmarkForm,
        run=lambda given: add_benchmark(by=request.user, **given),
        done=lambda benchmark: f"{benchmark} is added; import its levels next.",
        page_of=lambda benchmark: reverse("admin:performance_benchmark_import", args=[benchmark.pk]),
    )
    return answer(request, action, site_context)


@permission_required(["performance.view_benchmark", "performance.import_benchmark"], raise_exception=True)
def import_levels(request: HttpRequest, pk: int, site_context: dict[str, object]) -> HttpResponse:
    benchmark = get_object_or_404(Benchmark, pk=pk)
    form = LevelsForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            done = import_benchmark_levels(
                benchmark=benchmark,
                content=file.read(),
                name=file.name or "levels.csv",
                column=form.cleaned_data["column"],
                by=request.user,
            )
        except BenchmarkRefused as error:
            form.add_error("file", f"Nothing was taken in. {error}")
        else:
            messages.success(request, f"{done.added:,} levels added, {done.changed:,} put right.")
            return redirect("admin:performance_benchmark_change", benchmark.pk)
    context = {**site_context, "title": f"Import levels of {benchmark}", "form": form, "benchmark": benchmark}
    template = "performance/admin/import_levels.html"
    return TemplateResponse(request, template, context, status=422 if form.errors else 200)

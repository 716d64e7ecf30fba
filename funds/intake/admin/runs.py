"""Files of rows, and the page where one is."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path
from django.utils.safestring import SafeString

from fidus.lib.read_only_admin import ReadOnlyAdmin
from fidus.templatetags.figures import age
from fidus.templatetags.parts import badge
from funds.intake.admin import file_pages, run_pages
from funds.intake.models import IntakeRun


@admin.register(IntakeRun)
class IntakeRunAdmin(ReadOnlyAdmin):
    list_display = ["name", "kind", "standing", "rows", "done", "uploaded_by", "approved_by", "uploaded"]
    list_filter = ["state", "kind"]
    search_fields = ["name", "=sha256"]
    date_hierarchy = "uploaded_at"
    change_list_template = "intake/runs.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[IntakeRun]:
        return super().get_queryset(request).select_related("uploaded_by", "approved_by")

    def get_urls(self) -> list[URLResolver | URLPattern]:
        return [
            path("upload/", self.page(file_pages.upload), name="intake_intakerun_upload"),
            path("template/<slug:kind>/", self.page(file_pages.template), name="intake_intakerun_template"),
            path("<int:pk>/results/", self.page(file_pages.results), name="intake_intakerun_results"),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        return run_pages.show(request, object_id, self.admin_site.each_context(request))

    @admin.display(description="state", ordering="state")
    def standing(self, run: IntakeRun) -> SafeString:
        return badge(run_pages.LOOKS[run.state], run.get_state_display())

    @admin.display(description="uploaded", ordering="uploaded_at")
    def uploaded(self, run: IntakeRun) -> str:
        return age(run.uploaded_at)

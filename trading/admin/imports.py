"""Reports brought in, and the page where they are."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path
from django.utils.safestring import SafeString

from fidus.templatetags.figures import age, size
from fidus.templatetags.parts import badge
from trading.admin import import_pages
from trading.admin.reading import ReadingAdmin, figure, in_currency
from trading.models import ReportImport

LOOKS = {"received": "waiting", "importing": "now", "imported": "passed", "refused": "failed"}


@admin.register(ReportImport)
class ReportImportAdmin(ReadingAdmin):
    list_display = [
        "name",
        "standing",
        "format",
        "account",
        "added",
        "known",
        "closing",
        "weight",
        "uploaded_by",
        "uploaded",
    ]
    list_filter = ["state", "format", "account"]
    search_fields = ["name", "=sha256", "=account__login", "refusal"]
    date_hierarchy = "uploaded_at"

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReportImport]:
        return super().get_queryset(request).select_related("account", "uploaded_by")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(import_pages.IMPORT)

    def get_urls(self) -> list[URLResolver | URLPattern]:
        # In front of Django's own pages: adding is uploading, and a report is looked at on a page that polls.
        view = self.admin_site.admin_view
        upload = view(lambda request: import_pages.upload(request, self.admin_site.each_context(request)))
        return [path("add/", upload, name="trading_reportimport_add"), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        return import_pages.show(request, object_id, self.admin_site.each_context(request))

    @admin.display(description="state", ordering="state")
    def standing(self, report: ReportImport) -> SafeString:
        return badge(LOOKS[report.state], report.get_state_display())

    @admin.display(description="new rows")
    def added(self, report: ReportImport) -> SafeString:
        return figure(report.deals_added + report.cash_operations_added)

    @admin.display(description="known already")
    def known(self, report: ReportImport) -> SafeString:
        return figure(report.already_known)

    @admin.display(description="closing balance")
    def closing(self, report: ReportImport) -> SafeString:
        return in_currency(report.closing_balance, report.account.currency if report.account else "USD")

    @admin.display(description="size", ordering="size")
    def weight(self, report: ReportImport) -> str:
        return size(report.size)

    @admin.display(description="uploaded", ordering="uploaded_at")
    def uploaded(self, report: ReportImport) -> SafeString:
        return age(report.uploaded_at)

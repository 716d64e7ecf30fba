"""Journals by hand in the back office."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path
from django.utils.safestring import SafeString

from accounts.books.admin import journal_pages
from accounts.books.models import Journal
from fidus.lib.read_only_admin import ReadOnlyAdmin
from fidus.templatetags.figures import day
from fidus.templatetags.parts import badge

_LOOKS = {"prepared": "waiting", "posted": "passed", "refused": "failed", "withdrawn": "closed"}


@admin.register(Journal)
class JournalAdmin(ReadOnlyAdmin):
    list_display = ["number", "text", "value", "standing", "prepared_by", "decided_by"]
    list_filter = ["state"]
    search_fields = ["text", "reason"]
    ordering = ["-pk"]
    change_list_template = "books/journals.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Journal]:
        return super().get_queryset(request).select_related("prepared_by", "decided_by")

    def get_urls(self) -> list[URLResolver | URLPattern]:
        return [
            path("prepare/", self.page(journal_pages.prepare), name="books_journal_prepare"),
            path("reverse/<int:pk>/", self.page(journal_pages.reverse_entry), name="books_journal_reverse"),
            path("<int:pk>/approve/", self.page(journal_pages.approve), name="books_journal_approve"),
            path("<int:pk>/refuse/", self.page(journal_pages.refuse), name="books_journal_refuse"),
            path("<int:pk>/withdraw/", self.page(journal_pages.withdraw), name="books_journal_withdraw"),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return journal_pages.journal_detail(request, int(object_id), self.admin_site.each_context(request))

    @admin.display(description="Journal", ordering="pk")
    def number(self, journal: Journal) -> str:
        return str(journal)

    @admin.display(description="Value", ordering="value_on")
    def value(self, journal: Journal) -> str:
        return day(journal.value_on)

    @admin.display(description="State", ordering="state")
    def standing(self, journal: Journal) -> SafeString:
        return badge(_LOOKS[journal.state], journal.get_state_display())

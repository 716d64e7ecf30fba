"""The months in the back office, and the addresses of everything that is read from the books."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path

from accounts.books.admin import closing_pages, ledger_pages, report_pages
from accounts.books.models import ClosingRun
from fidus.lib.read_only_admin import ReadOnlyAdmin


@admin.register(ClosingRun)
class ClosingRunAdmin(ReadOnlyAdmin):
    def get_urls(self) -> list[URLResolver | URLPattern]:
        return [
            path("trial-balance/", self.page(report_pages.trial_balance), name="books_trial_balance"),
            path("balance-sheet/", self.page(report_pages.balance_sheet), name="books_balance_sheet"),
            path("profit-and-loss/", self.page(report_pages.profit_and_loss), name="books_profit_and_loss"),
            path("cash-flow/", self.page(report_pages.cash_flow), name="books_cash_flow"),
            path("beancount/", self.page(report_pages.beancount), name="books_beancount"),
            path("entries/", self.page(ledger_pages.journal_page), name="books_journal_list"),
            path("entries/<int:pk>/", self.page(ledger_pages.entry), name="books_entry"),
            path("accounts/<int:pk>/", self.page(ledger_pages.account), name="books_account"),
            path("months/<str:month>/start/", self.page(closing_pages.start), name="books_closingrun_start"),
            path("months/<str:month>/open-again/", self.page(closing_pages.reopen), name="books_closingrun_reopen"),
            path("<int:pk>/again/", self.page(closing_pages.again), name="books_closingrun_again"),
            path("<int:pk>/close/", self.page(closing_pages.close), name="books_closingrun_close"),
            path(
                "<int:pk>/steps/<int:step>/acknowledge/",
                self.page(closing_pages.acknowledge),
                name="books_closingrun_acknowledge",
            ),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return closing_pages.home(request, self.admin_site.each_context(request))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return closing_pages.closing(request, int(object_id), self.admin_site.each_context(request))

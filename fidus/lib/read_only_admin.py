"""Pages of the back office that show and never change: what may be done is a page of its own, with a form."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Nothing is added, changed or deleted by hand."""

    actions = None
    list_per_page = 50
    # Columns that offer a step are given the row and who reads it: nobody is led to a page that refuses them.
    columns_for_reader: tuple[str, ...] = ()

    def get_urls(self) -> list[URLPattern]:
        """The list, one record, a form to add; Django's ways to delete and its own log of changes are no doors here."""
        model = f"{self.opts.app_label}_{self.opts.model_name}"
        kept = {f"{model}_changelist", f"{model}_change", f"{model}_add"}
        return [url for url in super().get_urls() if getattr(url, "name", None) in kept]

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        return [
            self._read_by(request, name) if name in self.columns_for_reader else name
            for name in super().get_list_display(request)
        ]

    def _read_by(self, request: HttpRequest, name: str) -> Callable[[Any], Any]:
        column = getattr(self, name)

        def shown(row: Any) -> Any:
            return column(row, request.user)

        shown.__name__, shown.short_description = name, column.short_description  # type: ignore[attr-defined]
        return shown

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def page(self, view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        """A work page inside the site: only for staff, with the site's own context."""
        return self.admin_site.admin_view(
            lambda request, **named: view(request, site_context=self.admin_site.each_context(request), **named)
        )

"""Pages of the back office that show and never change: what may be done is a page of its own, with a form."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Nothing is added, changed or deleted by hand."""

    actions = None
    list_per_page = 50

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

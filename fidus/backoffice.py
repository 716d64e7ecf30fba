"""The staff's rooms: Django's admin site with our home page, one search over everything, and our navigation."""

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path

from fidus.search import search_everything


class BackOffice(AdminSite):
    site_header = site_title = "FIDUS"
    index_title = "Home"
    # Our navigation (fidus/navigation.py) takes the place of the admin's own.
    enable_nav_sidebar = False

    def get_urls(self) -> list[URLResolver | URLPattern]:
        return [
            path("search/", self.admin_view(self.search), name="search"),
            path("records/", self.admin_view(self.records), name="records"),
            *super().get_urls(),
        ]

    def search(self, request: HttpRequest) -> HttpResponse:
        """What the search box in the bar finds, one group for each kind of record the reader may see."""
        text = request.GET.get("q", "").strip()
        context = {
            **self.each_context(request),
            "title": "Search",
            "searched_for": text,
            "groups": search_everything(self, request, text) if text else [],
        }
        return TemplateResponse(request, "admin/search.html", context)

    def records(self, request: HttpRequest) -> HttpResponse:
        """Every list the reader may open."""
        context = {**self.each_context(request), "title": "All records", "app_list": self.get_app_list(request)}
        return TemplateResponse(request, "admin/records.html", context)

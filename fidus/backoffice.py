"""The staff's rooms: Django's admin site with our home page, one search over everything, and our navigation."""

from collections import Counter
from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path
from django.utils.functional import SimpleLazyObject

from fidus.approvals import approvals_of, decides, sums_of
from fidus.key_figures import firm_figures, key_figures
from fidus.lib import clock
from fidus.navigation import address_of
from fidus.search import search_everything
from fidus.templatetags.figures import NONE
from fidus.today import today_of

# What is begun from the first page, by whoever may; the last one a reader has is the primary one.
WAYS = (
    ("Report", "upload", "admin:trading_reportimport_add", "trading.import_report"),
    ("Client", "plus", "admin:accounts_client_open", "accounts.open_client"),
    ("Investment", "plus", "admin:funds_investment_open", "funds.open_investment"),
)


class BackOffice(AdminSite):
    site_header = site_title = "FIDUS"
    index_title = "Home"
    empty_value_display = NONE
    # Our navigation (fidus/navigation.py) takes the place of the admin's own.
    enable_nav_sidebar = False

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Our pages only: second factors and sessions are their owners' alone, and groups follow the written roles."""
        models = [model_or_iterable] if isinstance(model_or_iterable, type) else list(model_or_iterable)
        writer = getattr(admin_class, "__module__", "")
        ours = [model for model in models if not writer.startswith(("allauth.", "django.contrib.auth."))]
        super().register(ours, admin_class, **options)

    def get_urls(self) -> list[URLResolver | URLPattern]:
        return [
            path("search/", self.admin_view(self.search), name="search"),
            path("approvals/", self.admin_view(self.approvals), name="approvals"),
            path("records/", self.admin_view(self.records), name="records"),
            *super().get_urls(),
        ]

    def login(self, request: HttpRequest, extra_context: dict[str, object] | None = None) -> HttpResponse:
        """There is one way in, with its second step and its limits; who is inside and not staff is refused."""
        response: HttpResponse = secure_admin_login(super().login)(request, extra_context)
        return response

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> Any:
        """Asked for by every page's context and read by hardly any: made when it is looked into."""
        return SimpleLazyObject(lambda: super(BackOffice, self).get_app_list(request, app_label))

    def password_change(self, request: HttpRequest, extra_context: dict[str, object] | None = None) -> HttpResponse:
        return redirect("account_change_password")

    def index(self, request: HttpRequest, extra_context: dict[str, object] | None = None) -> HttpResponse:
        """Home: today's work and the key figures."""
        reader = request.user
        figures = key_figures(reader)
        context = {
            **self.each_context(request),
            "title": "Home",
            "now": clock.now(),
            "today": today_of(reader),
            "may_see_figures": reader.has_perm("funds.view_investment"),
            "key_figures": figures,
            "firm": firm_figures(figures),
            "ways": [
                {"label": label, "icon": icon, "url": url}
                for label, icon, page, permission in WAYS
                if reader.has_perm(permission) and (url := address_of(page))
            ],
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/index.html", context)

    def search(self, request: HttpRequest) -> HttpResponse:
        """What the search box in the bar finds, one group for each kind of record the reader may see."""
        # PostgreSQL keeps no NUL in a text, so none can be found.
        text = request.GET.get("q", "").replace("\0", "").strip()
        context = {
            **self.each_context(request),
            "title": "Search",
            "searched_for": text,
            "groups": search_everything(self, request, text) if text else [],
        }
        return TemplateResponse(request, "admin/search.html", context)

    def approvals(self, request: HttpRequest) -> HttpResponse:
        """The inbox: everything that waits for this reader as the second person, of one kind if asked for."""
        waiting = approvals_of(request.user)
        kinds = Counter(approval.what for approval in waiting)
        chosen = request.GET.get("kind", "")
        shown = [approval for approval in waiting if approval.what == chosen] if chosen in kinds else waiting
        context = {
            **self.each_context(request),
            "title": "Approvals",
            "decides": decides(request.user),
            "kinds": sorted(kinds.items()),
            "chosen": chosen if chosen in kinds else "",
            "approvals": shown,
            "sums": sums_of(shown),
        }
        return TemplateResponse(request, "admin/approvals.html", context)

    def records(self, request: HttpRequest) -> HttpResponse:
        """Every list the reader may open."""
        context = {**self.each_context(request), "title": "All records", "app_list": self.get_app_list(request)}
        return TemplateResponse(request, "admin/records.html", context)

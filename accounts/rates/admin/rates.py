"""The page of rates: how the daily source stands, all rates of a day, and one pair over a year."""

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path
from django.views.decorators.http import require_GET, require_POST
from django.views.decorators.vary import vary_on_headers

from accounts.rates.day_view import currencies, day_table, pair_history, rates_of_day
from accounts.rates.feed import feed_state
from accounts.rates.forms import ViewForm
from accounts.rates.models import EuroRate
from accounts.rates.services.fetch_rates import fetch_rates
from fidus.lib import clock
from fidus.lib.read_only_admin import ReadOnlyAdmin
from fidus.lib.spreadsheet import CSV_TYPE, XLSX_TYPE, as_csv, as_xlsx
from fidus.templatetags.figures import plain

VIEW, IMPORT = "rates.view_eurorate", "rates.import_rates"


@admin.register(EuroRate)
class EuroRateAdmin(ReadOnlyAdmin):
    list_display = ["currency", "on", "published", "taken_from", "superseded_at"]
    list_filter = ["currency"]
    date_hierarchy = "on"
    list_select_related = ["taken_from"]

    @admin.display(description="for one euro", ordering="value")
    def published(self, rate: EuroRate) -> str:
        return plain(rate.value)

    def get_urls(self) -> list[URLResolver | URLPattern]:
        return [
            path("day/", self.page(show), name="rates_day"),
            path("ask/", self.page(ask), name="rates_ask"),
            *super().get_urls(),
        ]


@require_GET
@vary_on_headers("HX-Request")
@permission_required(VIEW, raise_exception=True)
def show(request: HttpRequest, site_context: dict[str, object]) -> HttpResponse:
    known = currencies()
    firm = settings.FIRM_CURRENCY
    given = {
        "as_of": clock.today().isoformat(),
        "base": "EUR",
        "pair": firm if firm != "EUR" else "USD",
        **{name: value for name, value in request.GET.items() if value},
    }
    form = ViewForm(given, currencies=known)
    form.is_valid()
    as_of = form.cleaned_data.get("as_of") or clock.today()
    base, pair = form.cleaned_data.get("base") or "EUR", form.cleaned_data.get("pair") or firm
    rows = rates_of_day(base, as_of=as_of, among=known)
    name = f"rates-{base}-{as_of}"
    match request.GET.get("format"):
        case "csv":
            return _file(as_csv(*day_table(base, as_of=as_of)), CSV_TYPE, f"{name}.csv")
        case "xlsx":
            return _file(as_xlsx(f"Rates {as_of}", *day_table(base, as_of=as_of)), XLSX_TYPE, f"{name}.xlsx")
    context = {
        **site_context,
        "title": "Exchange rates",
        "form": form,
        "as_of": as_of,
        "base": base,
        "pair": pair,
        "held": [row for row in rows if row.rate],
        "without": [row for row in rows if not row.rate],
        "history": pair_history(base, pair, until=as_of) if pair != base else None,
        "feed": feed_state(),
        "query": request.GET.urlencode(),
    }
    return TemplateResponse(request, "rates/_rates.html" if request.htmx else "rates/rates.html", context)


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@require_POST
@permission_required([VIEW, IMPORT], raise_exception=True)
def ask(request: HttpRequest, site_context: dict[str, object]) -> HttpResponse:
    attempt = fetch_rates(by=request.user)
    tell = messages.error if attempt.outcome == "failed" else messages.success
    tell(request, attempt.words)
    return redirect("admin:rates_day")

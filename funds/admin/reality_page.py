"""Fund against reality: the page, its refresh, and its two exports, all of the very same figures."""

from collections.abc import Sequence
from datetime import date

from django import forms
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from accounts.models import Client
from fidus.lib import clock
from fidus.lib.chart import Chart, line_chart
from fidus.lib.plain_select import PlainSelect
from funds.admin.reality_export import as_csv, as_xlsx
from funds.models import Investment, Product
from funds.selectors.reality import GroupBy, Point, Reality, fund_against_reality, funded_investments

GROUPS = [(GroupBy.FUND.value, "Fund and client"), (GroupBy.CLIENT.value, "Client and investment")]
SHOWN_MONTHS = 4
EARLIEST = date(2000, 1, 1)


class ViewForm(forms.Form):
    """What is looked at; anything left out or wrong falls back to the firm today."""

    by = forms.ChoiceField(choices=GROUPS, required=False, label="Group by", widget=PlainSelect)
    as_of = forms.DateField(required=False, label="As of", widget=forms.DateInput(attrs={"type": "date"}))
    currency = forms.ChoiceField(required=False, widget=PlainSelect)
    fund = forms.ChoiceField(required=False, widget=PlainSelect)
    client = forms.ChoiceField(required=False, widget=PlainSelect)

    def __init__(self, data: object, *, investments: Sequence[Investment], currencies: Sequence[str]) -> None:
        super().__init__(data)
        self.funds = {one.terms.product.code: one.terms.product for one in investments}
        self.clients = {one.client.number: one.client for one in investments}
        self.fields["currency"].choices = [(code, code) for code in currencies]
        self.fields["fund"].choices = [
            ("", "All funds"),
            *((code, str(self.funds[code])) for code in sorted(self.funds)),
        ]
        self.fields["client"].choices = [
            ("", "All clients"),
            *((number, str(self.clients[number])) for number in sorted(self.clients)),
        ]

    def chosen_fund(self) -> Product | None:
        return self.funds.get(self.cleaned_data.get("fund", ""))

    def chosen_client(self) -> Client | None:
        return self.clients.get(self.cleaned_data.get("client", ""))

    def clean_as_of(self) -> date | None:
        """No day to come, and none so early that the months before it have no dates."""
        as_of: date | None = self.cleaned_data["as_of"]
        if as_of is not None and not EARLIEST <= as_of <= clock.today():
            raise forms.ValidationError(f"Choose a day from {EARLIEST:%-d %b %Y} to today.")
        return as_of


@require_GET
@vary_on_headers("HX-Request")
@permission_required("funds.view_investment", raise_exception=True)
def show(request: HttpRequest, site_context: dict[str, object]) -> HttpResponse:
    investments = funded_investments()
    currencies = sorted({one.currency for one in investments}) or ["USD"]
    given = {
        "by": GroupBy.FUND.value,
        "as_of": clock.today().isoformat(),
        "currency": "USD" if "USD" in currencies else currencies[0],
        **{name: value for name, value in request.GET.items() if value},
    }
    form = ViewForm(given, investments=investments, currencies=currencies)
    form.is_valid()
    chosen = form.cleaned_data
    reality = fund_against_reality(
        as_of=chosen.get("as_of") or clock.today(),
        currency=chosen.get("currency") or currencies[0],
        group_by=GroupBy(chosen.get("by") or GroupBy.FUND),
        product=form.chosen_fund(),
        client=form.chosen_client(),
        of=investments,
    )
    match request.GET.get("format"):
        case "xlsx":
            return as_xlsx(reality)
        case "csv":
            return as_csv(reality)
    context = {
        **site_context,
        "title": "Fund against reality",
        "form": form,
        "reality": reality,
        "chart": chart_of(reality),
        "sentence": sentence_of(reality),
        "shown": _table(reality.history),
        "query": request.GET.urlencode(),
        "of": form.chosen_client() or form.chosen_fund(),
    }
    template = "funds/admin/_reality.html" if request.htmx else "funds/admin/reality.html"
    return TemplateResponse(request, template, context)


def chart_of(reality: Reality) -> Chart:
    """Series 1 is what was earned, series 2 what is owed; the gap between them is an area."""
    points = reality.history
    return line_chart(
        [point.on for point in points],
        [[point.performance.amount for point in points], [point.obligations.amount for point in points]],
        owed_above_earned=True,
    )


def sentence_of(reality: Reality) -> str:
    """What the chart shows, for whoever does not see it."""
    first, last = reality.history[0], reality.history[-1]
    difference = last.difference
    stands = "above" if difference.amount >= 0 else "below"
    return (
        f"Trading performance and obligations by month, {first.on:%B %Y} to {last.on:%B %Y}. Performance stands "
        f"{abs(difference.amount):,} {reality.currency} {stands} obligations on {last.on:%-d %B %Y}."
    )


def _table(points: Sequence[Point]) -> Sequence[Point]:
    """All months with any figure, the last few if there is none."""
    begun = [place for place, point in enumerate(points) if point.performance or point.obligations]
    return points[begun[0] :] if begun else points[-SHOWN_MONTHS:]

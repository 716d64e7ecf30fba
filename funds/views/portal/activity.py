"""Every movement of a client, with filters, and exports of exactly what is found."""

from collections.abc import Sequence
from datetime import date
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.views.portal import client_required
from fidus.lib import clock
from fidus.lib.money import Money, total
from fidus.lib.spreadsheet import CSV_TYPE, XLSX_TYPE, as_csv, as_xlsx
from funds.models import Investment
from funds.selectors.activity import KINDS, ActivityLine, activity_of
from funds.views.portal.activity_pdf import PDF_LINES, activity_pdf
from funds.views.portal.overview import own_investments

A_PAGE = 25


class KindField(forms.ChoiceField):
    """Kinds come with the ledger's entries; one that no entry has finds nothing."""

    def valid_value(self, value: object) -> bool:
        return True


class ActivityFilter(forms.Form):
    """Which movements are shown; the investments offered are the client's own."""

    start = forms.DateField(required=False, label="From", widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    end = forms.DateField(required=False, label="To", widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    kind = KindField(required=False)
    investment = forms.ChoiceField(required=False)
    currency = forms.ChoiceField(required=False)
    text = forms.CharField(required=False, label="Text", max_length=80, widget=forms.TextInput({"type": "search"}))

    def __init__(self, investments: Sequence[Investment], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        offered = [(one.number, f"{one.terms.product.code}, {one.number}") for one in investments]
        self.fields["investment"].choices = [("", "All investments"), *offered]
        currencies = sorted({one.currency for one in investments})
        if len(currencies) > 1:
            self.fields["currency"].choices = [("", "All currencies"), *((code, code) for code in currencies)]
        else:
            del self.fields["currency"]
        self.offer_kinds([])

    def offer_kinds(self, lines: Sequence[ActivityLine]) -> None:
        """Those that a client can have, and others that `lines` do have."""
        kinds = {**KINDS, **{line.kind: line.title for line in lines}}
        self.fields["kind"].choices = [("", "All kinds"), *kinds.items()]

    def clean(self) -> dict[str, object]:
        found = super().clean()
        start, end = found.get("start"), found.get("end")
        if isinstance(start, date) and isinstance(end, date) and start > end:
            self.add_error("end", "The last day lies before the first.")
        return found


@client_required
def activity(request: HttpRequest) -> HttpResponse:
    investments = own_investments(request)
    form = ActivityFilter(investments, request.GET)
    lines = found_lines(form, investments) if form.is_valid() else []
    if request.GET.get("export") in EXPORTS and form.is_valid():
        return export(request, form, lines)
    page = Paginator(lines, A_PAGE).get_page(request.GET.get("page"))
    chosen = _chosen(request, form)
    context = {
        "form": form,
        "page": page,
        "sums": sums(lines),
        "filtered": bool(chosen),
        "query": urlencode(chosen) + "&" if chosen else "",
        "period": (lines[-1].on, lines[0].on) if lines else None,
    }
    template = "funds/portal/_movements.html" if request.htmx else "funds/portal/activity.html"
    return render(request, template, context, status=422 if form.errors and not request.htmx else 200)


def found_lines(form: ActivityFilter, investments: Sequence[Investment]) -> list[ActivityLine]:
    """Of an interest month only the nights within the days asked for."""
    asked = form.cleaned_data
    if asked["investment"]:
        investments = [one for one in investments if one.number == asked["investment"]]
    within = activity_of(investments, start=asked["start"], end=asked["end"])
    form.offer_kinds(within)
    words = asked["text"].casefold()
    return [
        line
        for line in within
        if asked["kind"] in ("", line.kind)
        and asked.get("currency", "") in ("", line.amount.currency)
        and words in f"{line.title} {line.text} {line.investment.number} {line.investment.terms.product}".casefold()
    ]


def sums(lines: Sequence[ActivityLine]) -> list[Money]:
    """By currency, of all lines found and not only of the page that is seen."""
    currencies = sorted({line.amount.currency for line in lines})
    return [total([line.amount for line in lines if line.amount.currency == one], one) for one in currencies]


def export(request: HttpRequest, form: ActivityFilter, lines: Sequence[ActivityLine]) -> HttpResponse:
    wanted = request.GET["export"]
    written, kind = EXPORTS[wanted]
    disposition = {"Content-Disposition": f'attachment; filename="activity.{wanted}"'}
    if wanted == "pdf":
        if len(lines) > PDF_LINES:
            messages.error(request, f"A PDF holds up to {PDF_LINES:,} movements; choose fewer days, or take Excel.")
            return redirect(f"{reverse('portal:activity')}?{urlencode(_chosen(request, form))}")
        content = activity_pdf(request.client, lines, sums(lines), filters=in_words(form), as_of=clock.today())
        return HttpResponse(content, content_type=kind, headers=disposition)
    head = ("Date", "Booked", "Movement", "Fund", "Investment", "Text", "Amount", "Currency")
    rows = [
        (
            line.on,
            line.booked_on,
            line.title,
            line.investment.terms.product.code,
            line.investment.number,
            line.text,
            line.amount,
            line.amount.currency,
        )
        for line in lines
    ]
    return HttpResponse(written(head, rows), content_type=kind, headers=disposition)


def in_words(form: ActivityFilter) -> list[tuple[str, str]]:
    """What was filtered by, for paper that has no fields."""
    words = []
    for field in form:
        value = form.cleaned_data.get(field.name)
        if not value:
            continue
        choices = dict(getattr(field.field, "choices", []))
        written = f"{value:%-d %B %Y}" if isinstance(value, date) else str(choices.get(value, value))
        words.append((str(field.label), written))
    return words


def _chosen(request: HttpRequest, form: ActivityFilter) -> dict[str, str]:
    return {name: value for name, value in request.GET.items() if value and name in form.fields}


EXPORTS = {
    "csv": (as_csv, CSV_TYPE),
    "xlsx": (lambda head, rows: as_xlsx("Activity", head, rows), XLSX_TYPE),
    "pdf": (None, "application/pdf"),
}

"""Every movement of a client, with filters, and exports of exactly what is shown."""

from collections.abc import Sequence
from datetime import date
from urllib.parse import urlencode

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.views.portal import client_required
from fidus.lib.money import Money, total
from fidus.lib.spreadsheet import CSV_TYPE, XLSX_TYPE, as_csv, as_xlsx
from funds.models import Investment
from funds.selectors.activity import KINDS, ActivityLine, activity_of
from funds.views.portal.overview import own_investments

A_PAGE = 25


class ActivityFilter(forms.Form):
    """Which movements are shown; the investments offered are the client's own."""

    investment = forms.ChoiceField(required=False)
    kind = forms.ChoiceField(required=False, choices=[("", "All kinds"), *KINDS.items()])
    start = forms.DateField(required=False, label="From", widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    end = forms.DateField(required=False, label="To", widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))

    def __init__(self, investments: Sequence[Investment], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        offered = [(one.number, f"{one.terms.product.code}, {one.number}") for one in investments]
        self.fields["investment"].choices = [("", "All investments"), *offered]

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
    wanted = request.GET.get("export")
    if wanted in EXPORTS:
        return export(wanted, lines)
    page = Paginator(lines, A_PAGE).get_page(request.GET.get("page"))
    chosen = {name: value for name, value in request.GET.items() if value and name in form.fields}
    context = {
        "form": form,
        "page": page,
        "sums": sums(lines),
        "filtered": bool(chosen),
        "query": urlencode(chosen) + "&" if chosen else "",
        "period": (lines[-1].on, lines[0].on) if lines else None,
    }
    template = "funds/portal/_movements.html" if request.htmx else "funds/portal/activity.html"
    return render(request, template, context)


def found_lines(form: ActivityFilter, investments: Sequence[Investment]) -> list[ActivityLine]:
    asked = form.cleaned_data
    if asked["investment"]:
        investments = [one for one in investments if one.number == asked["investment"]]
    return activity_of(investments, start=asked["start"], end=asked["end"], kind=asked["kind"] or None)


def sums(lines: Sequence[ActivityLine]) -> list[Money]:
    """By currency, of all lines found and not only of the page that is seen."""
    currencies = sorted({line.amount.currency for line in lines})
    return [total([line.amount for line in lines if line.amount.currency == one], one) for one in currencies]


def export(wanted: str, lines: Sequence[ActivityLine]) -> HttpResponse:
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
    written, kind = EXPORTS[wanted]
    disposition = {"Content-Disposition": f'attachment; filename="activity.{wanted}"'}
    return HttpResponse(written(head, rows), content_type=kind, headers=disposition)


EXPORTS = {"csv": (as_csv, CSV_TYPE), "xlsx": (lambda head, rows: as_xlsx("Activity", head, rows), XLSX_TYPE)}

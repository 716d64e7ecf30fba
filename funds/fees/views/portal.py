"""The fees of one investment, for its client: a page, a part of the investment's page, and a file."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from accounts.views.portal import client_required
from fidus.lib import clock
from fidus.lib.spreadsheet import CSV_TYPE, as_csv
from funds.fees.models import FeeCharge
from funds.fees.selectors.in_words import how_taken
from funds.fees.selectors.overview import fee_overview
from funds.models import Investment

HEAD = ("Date", "Fee", "To", "Amount", "Currency", "How it was taken", "State", "Reason")


@client_required
def investment_fees(request: HttpRequest, number: str) -> HttpResponse:
    shown = request.client.investments.exclude(state__in=[Investment.State.DRAFT, Investment.State.CANCELLED])
    found = get_object_or_404(shown.select_related("client", "terms__product"), number=number)
    overview = fee_overview(found, as_of=clock.today())
    if request.GET.get("export") == "csv":
        return export(found, overview.charges)
    rows = [(charge, _taken(charge)) for charge in overview.charges]
    template = "fees/portal/_fees.html" if request.htmx else "fees/portal/fees.html"
    response = render(request, template, {"investment": found, "overview": overview, "rows": rows})
    response["Vary"] = "HX-Request"
    return response


def _taken(charge: FeeCharge) -> str:
    return how_taken(charge.taken_from_interest, charge.billed, charge.withheld)


def export(found: Investment, charges: Iterable[FeeCharge]) -> HttpResponse:
    rows = [
        (
            charge.value_on, charge.get_kind_display(), charge.until, charge.amount, charge.currency, _taken(charge),
            charge.standing.capitalize(), charge.reason,
        )
        for charge in charges
    ]  # fmt: skip
    disposition = {"Content-Disposition": f'attachment; filename="fees-{found.number}.csv"'}
    return HttpResponse(as_csv(HEAD, rows), content_type=CSV_TYPE, headers=disposition)

"""Every coming window: what could leave, what was asked for, by fund and currency."""

from itertools import groupby

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET

from fidus.lib import clock
from fidus.lib.spreadsheet import CSV_TYPE, XLSX_TYPE, as_csv, as_xlsx
from funds.redemptions.selectors import WindowAhead, by_currency, windows_ahead

_MONTHS = (3, 6, 12, 24)
_HEAD = ("Window", "Fund", "Notice by", "Investments", "Could leave", "Asked for", "Currency", "Requests")


@require_GET
@permission_required("redemptions.view_redemption", raise_exception=True)
def show(request: HttpRequest, site_context: dict[str, object]) -> HttpResponse:
    asked = request.GET.get("months", "")
    months = int(asked) if asked.isdecimal() and int(asked) in _MONTHS else 6
    lines = windows_ahead(as_of=clock.today(), months=months)
    if request.GET.get("format") in ("csv", "xlsx"):
        return _export(request.GET["format"], lines)
    days = [
        (day, list(group), by_currency([line for line in lines if line.opens_on == day]))
        for day, group in groupby(lines, key=lambda line: line.opens_on)
    ]
    context = {**site_context, "title": "Redemption windows", "days": days, "months": months, "choices": _MONTHS}
    return TemplateResponse(request, "redemptions/admin/windows.html", context)


def _export(wanted: str, lines: list[WindowAhead]) -> HttpResponse:
    rows = [
        (
            line.opens_on, line.product, line.notice_by, line.investments, line.redeemable, line.requested,
            line.currency, " ".join(line.requests),
        )
        for line in lines
    ]  # fmt: skip
    disposition = {"Content-Disposition": f'attachment; filename="windows.{wanted}"'}
    if wanted == "csv":
        return HttpResponse(as_csv(_HEAD, rows), content_type=CSV_TYPE, headers=disposition)
    return HttpResponse(as_xlsx("Windows", _HEAD, rows), content_type=XLSX_TYPE, headers=disposition)

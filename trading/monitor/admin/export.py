"""A table of the monitor as a file."""

from collections.abc import Iterable, Sequence

from django.http import HttpRequest, HttpResponse

from fidus.lib import clock
from fidus.lib.spreadsheet import CSV_TYPE, XLSX_TYPE, Cell, as_csv, as_xlsx

FORMATS = ("csv", "xlsx")


def export(request: HttpRequest, title: str, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> HttpResponse:
    """In the format that the request names, one of FORMATS."""
    wanted = request.GET["format"]
    content = as_csv(head, rows) if wanted == "csv" else as_xlsx(title, head, rows)
    name = f"{title.lower().replace(' ', '-')}-{clock.now():%Y-%m-%d-%H%M}.{wanted}"
    return HttpResponse(
        content,
        content_type=CSV_TYPE if wanted == "csv" else XLSX_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )

"""Movements on paper, in the look of the statements; a list of what was found, not a statement."""

from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.template.loader import render_to_string

from accounts.models import Client
from fidus.lib.money import Money
from funds.selectors.activity import ActivityLine
from funds.statements.render import set_pdf

# Setting a page takes about a tenth of a second, and a web worker sets them.
PDF_LINES = 1000


def activity_pdf(
    client: Client,
    lines: Sequence[ActivityLine],
    sums: Sequence[Money],
    *,
    filters: Sequence[tuple[str, str]],
    as_of: date,
) -> bytes:
    """Exactly `lines`, with their sums and what was filtered by."""
    context = {"client": client, "lines": lines, "sums": sums, "filters": filters, "as_of": as_of}
    context |= {"firm": settings.FIRM, "demo": settings.DEMO}
    return set_pdf(render_to_string("funds/portal/activity_pdf.html", context))

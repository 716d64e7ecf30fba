"""An invoice on paper, in the look of the statements."""

from django.conf import settings
from django.template.loader import render_to_string

from funds.rebates.models import RebateInvoice
from funds.statements.render import set_pdf


def invoice_pdf(invoice: RebateInvoice) -> bytes:
    """Its lines by agreement and month, and the sum; the same invoice gives the same page."""
    lines = invoice.lines.select_related("agreement__account").order_by("month", "agreement", "pk")
    context = {"invoice": invoice, "lines": lines, "firm": settings.FIRM, "demo": settings.DEMO}
    return set_pdf(render_to_string("rebates/invoice_pdf.html", context))

"""The cells of fund against reality, written at once: there is a line for every client."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from fidus.templatetags.figures import digits, signed
from funds.selectors.reality import RealityRow

register = template.Library()


@register.simple_tag
def reality_cells(row: RealityRow) -> SafeString:
    """Principal, interest accrued, what went out of it, obligation, performance and net of one line."""
    owed, net = row.owed, row.net
    figures = (owed.placed, owed.accrued, owed.gone, owed.total, row.performance)
    cells = "".join([f'<td class="num">{digits(figure)}</td>' for figure in figures])
    down = " down" if net.amount < 0 else ""
    # Figures are digits, signs and commas: nothing to escape.
    return mark_safe(f'{cells}<td class="num{down}">{signed(net)}</td>')  # noqa: S308

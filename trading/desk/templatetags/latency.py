"""Milliseconds, and moments to the millisecond, as docs/look.md writes them."""

from datetime import UTC, datetime, timedelta
from decimal import Context, Decimal

from django import template
from django.utils.safestring import SafeString, mark_safe

from fidus.templatetags.figures import NBSP, NONE, written_age

register = template.Library()
_SECONDS, _LONG = 10_000, 600_000


@register.filter(is_safe=True)
def ms(value: Decimal | None) -> str:
    """`4.1 ms`, `402 ms`, `1,201 ms`; from ten seconds on `12.4 s`, from ten minutes on `14 min`."""
    if value in (None, ""):
        return NONE
    if value < 10:
        return f"{value:.1f}{NBSP}ms"
    if value < _SECONDS:
        return f"{value:,.0f}{NBSP}ms"
    return f"{value / 1000:.1f}{NBSP}s" if value < _LONG else written_age(timedelta(milliseconds=float(value)))


@register.filter
def moment(value: datetime | None) -> SafeString | str:
    """`13:02:07.412`, in UTC."""
    if value in (None, ""):
        return NONE
    utc = value.astimezone(UTC)
    written = utc.isoformat(timespec="milliseconds")
    return mark_safe(f'<time datetime="{written}">{utc:%H:%M:%S}.{utc.microsecond // 1000:03}</time>')  # noqa: S308


@register.filter(is_safe=True)
def ticks(value: Decimal | None) -> str:
    """Slippage in words: `2.5 ticks worse`, `1 tick better`, `as seen`."""
    if value in (None, ""):
        return NONE
    if not value:
        return "as seen"
    many = f"{abs(value):.1f}".removesuffix(".0")
    return f"{many}{NBSP}tick{'' if many == '1' else 's'} {'worse' if value > 0 else 'better'}"


@register.filter(is_safe=True)
def price(value: Decimal | None) -> str:
    """An average of prices: at most seven digits that tell."""
    if value in (None, ""):
        return NONE
    rounded = value.normalize(Context(prec=7))
    return f"{rounded:,f}"

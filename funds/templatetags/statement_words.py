"""Filters of the typeset statement: the words and figures of funds.statements.words, and its drawings."""

from datetime import date, timedelta
from decimal import Decimal

from django import template
from django.utils.safestring import SafeString, mark_safe

from funds.statements import words
from funds.statements.figures import Movement

register = template.Library()

register.filter("short_day", words.short)
register.filter("long_day", words.long)
register.filter("day_of_month", words.day_month)
register.filter("month_and_year", words.month)
register.filter("currency_words", words.currency)


@register.filter
def figure(value: Decimal | None) -> str:
    return "" if value is None else words.amount(value)


@register.filter
def change(value: Decimal) -> str:
    return words.amount(value, sign=True)


@register.filter
def per_month(fraction: Decimal) -> str:
    return words.percent(fraction, least=2)


@register.filter
def nominal(fraction: Decimal) -> str:
    return words.percent(fraction * 12, least=2)


@register.filter
def to_day(start: date, end: date) -> str:
    return words.days_between(start, end)


@register.filter
def entry_number(movement: Movement) -> str:
    """104 245, or how many daily entries one line stands for."""
    if movement.entries > 1:
        return f"{movement.entries} entries"
    return f"{movement.entry:,}".replace(",", words.NBSP)


@register.filter
def code_groups(code: str, size: int = 8) -> str:
    """A fingerprint in groups, four groups a line."""
    groups = words.grouped(code, size).split(" ")
    return "\n".join(" ".join(groups[place : place + 4]) for place in range(0, len(groups), 4))


@register.filter
def span(length: timedelta) -> str:
    """40 s, 4 min: what is left of a run."""
    seconds = max(1, round(length.total_seconds()))
    return f"{seconds}{words.NBSP}s" if seconds < 90 else f"{round(seconds / 60)}{words.NBSP}min"


@register.filter
def drawing(svg: str) -> SafeString:
    """SVG that our own charts drew; every text in it was escaped there."""
    return mark_safe(svg)  # noqa: S308

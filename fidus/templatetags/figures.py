"""Money, rates, dates and ages as docs/look.md writes them; loaded in every template."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from django import template
from django.utils import timezone
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from fidus.lib import clock
from fidus.lib.money import Money

register = template.Library()

MINUS = "\N{MINUS SIGN}"
NBSP = "\N{NO-BREAK SPACE}"
# There is no figure; 0.00 is one.
NONE = "\N{EN DASH}"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def digits(value: Money | Decimal | int) -> str:
    """`1,365,178.54` or `−3.00`; a bare decimal is written with two places, a whole number with none."""
    number = value.amount if isinstance(value, Money) else value
    if isinstance(value, Decimal):
        written = f"{abs(value):,.2f}"
        return MINUS + written if number < 0 and Decimal(written.replace(",", "")) else written
    if isinstance(value, bool) or not isinstance(number, Decimal | int):
        raise TypeError(f"{value!r} is not a figure")
    return (MINUS if number < 0 else "") + f"{abs(number):,}"


def _plus(value: Money | Decimal | int, written: str) -> str:
    number = value.amount if isinstance(value, Money) else value
    return "+" + written if number > 0 else written


def _currency(code: str) -> str:
    return f'<span class="cur">{NBSP}{code}</span>'


@register.filter(is_safe=True)
def amount(value: Money | Decimal | int | None) -> str:
    """The figure without its currency, for a column whose head names it."""
    return NONE if value in (None, "") else digits(value)


@register.filter(is_safe=True)
def signed(value: Money | Decimal | int | None) -> str:
    """A movement or a difference, without its currency: `+250,000.00`, `−45.00`, `0.00`."""
    return NONE if value in (None, "") else _plus(value, digits(value))


@register.filter
def money(value: Money | None) -> str:
    """The figure with its currency beside it."""
    if value in (None, ""):
        return NONE
    return mark_safe(f'<span class="money">{digits(value)}{_currency(value.currency)}</span>')  # noqa: S308


@register.filter
def signed_money(value: Money | None) -> str:
    """A movement with its sign and its currency."""
    if value in (None, ""):
        return NONE
    return mark_safe(  # noqa: S308
        f'<span class="money">{_plus(value, digits(value))}{_currency(value.currency)}</span>'
    )


@register.filter(is_safe=True)
def rate(fraction: Decimal | None) -> str:
    """A rate of the terms, given as a fraction: 0.025 is `2.5 %`; every digit it has, at least one."""
    if fraction in (None, ""):
        return NONE
    per_cent = Decimal(fraction) * 100
    whole, _, rest = f"{abs(per_cent):,f}".partition(".")
    return f"{MINUS if per_cent < 0 else ''}{whole}.{rest.rstrip('0') or '0'}{NBSP}%"


@register.filter(is_safe=True)
def plain(value: Decimal | None) -> str:
    """Lots or an exchange rate: every digit it has, no zeros after the last, never an exponent: `1.25`, `10`."""
    if value in (None, ""):
        return NONE
    written = f"{abs(value):,f}"
    written = written.rstrip("0").rstrip(".") if "." in written else written
    return MINUS + written if value < 0 else written


@register.filter(is_safe=True)
def ratio(fraction: Decimal | None) -> str:
    """One figure as a share of another, given as a fraction: 1.0538 is `105.38 %`."""
    return NONE if fraction in (None, "") else f"{digits(Decimal(fraction) * 100)}{NBSP}%"


def _local(value: date | datetime) -> date | datetime:
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


def written_day(value: date | datetime) -> str:
    """`23 Nov 2026`, in the reader's zone."""
    value = _local(value)
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def _time(machine: str, written: str, title: str = "") -> SafeString:
    title = f' title="{title}"' if title else ""
    return mark_safe(f'<time datetime="{machine}"{title}>{written}</time>')  # noqa: S308


@register.filter
def day(value: date | datetime | None) -> str:
    if value in (None, ""):
        return NONE
    local = _local(value)
    machine = local.date() if isinstance(local, datetime) else local
    return _time(machine.isoformat(), written_day(value))


@register.filter
def month(value: date | None) -> str:
    """`Nov 2026`."""
    if value in (None, ""):
        return NONE
    return _time(f"{value:%Y-%m}", f"{MONTHS[value.month - 1]} {value.year}")


@register.filter
def instant(value: datetime | None, form: str = "") -> str:
    """`23 Nov 2026, 14:05 UTC`; with "short" the zone is left to the heading."""
    if value in (None, ""):
        return NONE
    local = timezone.localtime(value)
    zone = "" if form == "short" else f" {local.tzname()}"
    return _time(local.isoformat(timespec="seconds"), f"{written_day(value)}, {local:%H:%M}{zone}")


def written_age(span: timedelta) -> str:
    """`22 s`, `4 min`, `2 h 14 min`, `1 day`, `16 days`."""
    seconds = max(0, int(span.total_seconds()))
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86400
    if days:
        return f"{days}{NBSP}day{'s' if days > 1 else ''}"
    if hours:
        rest = minutes % 60
        return f"{hours}{NBSP}h" + (f" {rest:02}{NBSP}min" if rest else "")
    return f"{minutes}{NBSP}min" if minutes else f"{seconds}{NBSP}s"


@register.filter
def age(value: datetime | None) -> str:
    """How long ago an instant was; the instant itself is the title."""
    if value in (None, ""):
        return NONE
    title = f"{written_day(value)}, {timezone.localtime(value):%H:%M %Z}"
    return _time(value.astimezone(UTC).isoformat(timespec="seconds"), written_age(clock.now() - value), title)


@register.filter(is_safe=True)
def until(value: date | datetime | None) -> str:
    """How far a date is from the business date: `in 24 days`, `tomorrow`, `today`, `3 days ago`."""
    if value in (None, ""):
        return NONE
    local = _local(value)
    distance = ((local.date() if isinstance(local, datetime) else local) - clock.today()).days
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}
    if distance in near:
        return near[distance]
    return f"in {distance:,}{NBSP}days" if distance > 0 else f"{-distance:,}{NBSP}days ago"


@register.filter(is_safe=True)
def size(value: int | None) -> str:
    """Bytes as `980 B`, `24 kB`, `1.4 MB` (steps of 1,000)."""
    if value in (None, ""):
        return NONE
    number, unit = Decimal(value), "B"
    for bigger in ("kB", "MB", "GB", "TB"):
        if number < 1000:
            break
        number, unit = number / 1000, bigger
    return f"{number:.1f}{NBSP}{unit}" if unit not in ("B", "kB") and number < 100 else f"{number:.0f}{NBSP}{unit}"


@register.filter
def ends(value: str | None, keep: int = 4) -> str:
    """A long identifier by its first and last characters, `0x52ad…c41E`; short ones stay whole."""
    text = str(value or "")
    if len(text) <= 2 * keep + 3:
        return conditional_escape(text)
    head = keep + 2 if text.startswith("0x") else keep
    return conditional_escape(f"{text[:head]}…{text[-keep:]}")


@register.filter
def in_words(kind: str) -> str:
    """An event's kind as people say it: `AccountMapped` is `Account mapped`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", kind).capitalize()

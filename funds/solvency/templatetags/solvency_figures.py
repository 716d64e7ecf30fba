"""Figures of solvency as pages write them."""

from datetime import date, timedelta

from django import template
from django.utils.html import format_html

from fidus.lib.money import Money
from fidus.templatetags.figures import MINUS, NBSP, amount, day, signed, written_age, written_day
from funds.solvency.domain.haircuts import LiquidAsset, counted

register = template.Library()

# What a simulation of finitely many paths cannot tell from certainty.
_NEAR = 0.9995


@register.filter
def counted_in(asset: LiquidAsset, currency: str) -> Money:
    return asset.counted(currency)


@register.filter
def counted_together(assets: list[LiquidAsset], currency: str) -> Money:
    return counted(assets, currency)


@register.filter
def span_of_days(age: timedelta) -> str:
    return "never seen" if age >= timedelta(days=36500) else written_age(age)


@register.filter
def chance(share: float | None) -> str:
    """A probability to a tenth of a per cent; what is not quite certain is never written as 100 or 0."""
    if share is None or share == "":
        return "–"
    if share not in (0.0, 1.0) and (share > _NEAR or share < 1 - _NEAR):
        return f"{'>' if share > 0.5 else '<'}{NBSP}{'99.9' if share > 0.5 else '0.1'}{NBSP}%"
    return f"{share * 100:.1f}{NBSP}%"


@register.filter
def points(error: float) -> str:
    """A standard error in percentage points: `± 0.4`."""
    return f"±{NBSP}{error * 100:.1f}"


@register.filter
def units(value: float) -> int:
    """A figure of the simulation in whole units: cents would claim what it does not know."""
    return round(value)


@register.filter
def units_in(value: float, currency: str) -> str:
    """The same with its currency beside it."""
    return format_html(
        '<span class="money">{}<span class="cur">{}{}</span></span>', amount(round(value)), NBSP, currency
    )


@register.filter
def signed_units(value: float, currency: str) -> str:
    """What is left or, with a minus, missing."""
    return format_html(
        '<span class="money">{}<span class="cur">{}{}</span></span>', signed(round(value)), NBSP, currency
    )


@register.filter
def multiple(share: float) -> str:
    """One figure as a share of another, which may be more than the whole: `127.4 %`."""
    return f"{share * 100:,.1f}{NBSP}%"


@register.filter
def iso_day(text: str) -> str:
    """A day kept as text, as pages write days."""
    return day(date.fromisoformat(text))


@register.filter
def plain_day(text: str) -> str:
    """The same for an attribute, where no element fits."""
    return written_day(date.fromisoformat(text))


@register.filter
def account_id(key: str) -> int:
    """The account's id out of its key."""
    return int(key.removeprefix("account:"))


@register.filter
def brief_units(value: float) -> str:
    """`1.84 M`, `250.00 k`: beside figures that say more."""
    for least, unit in ((10**9, "bn"), (10**6, "M"), (10**3, "k")):
        if abs(value) >= least:
            written = f"{abs(value) / least:,.2f}{NBSP}{unit}"
            break
    else:
        written = f"{abs(value):,.0f}"
    return f"{MINUS}{written}" if value < 0 else written


@register.filter
def change_in_points(change: float) -> str:
    """Percentage points with their sign: `+1.2`, `−0.4`, `0.0`."""
    written = f"{abs(change) * 100:.1f}"
    return written if written == "0.0" else f"{'+' if change > 0 else MINUS}{written}"


@register.filter
def whole(units: int, currency: str) -> str:
    """Whole units with their currency: `5,000 USD`."""
    return f"{units:,}{NBSP}{currency}"


def _with_code(written: str, currency: str) -> str:
    return format_html('<span class="money">{}<span class="cur">{}{}</span></span>', written, NBSP, currency)

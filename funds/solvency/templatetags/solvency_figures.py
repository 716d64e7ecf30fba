"""Figures of solvency as pages write them."""

from datetime import timedelta
from decimal import Decimal

from django import template

from fidus.lib.money import Money
from fidus.templatetags.figures import NBSP, written_age
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
    if share is None:
        return "–"
    if share not in (0.0, 1.0) and (share > _NEAR or share < 1 - _NEAR):
        return f"{'>' if share > 0.5 else '<'}{NBSP}{'99.9' if share > 0.5 else '0.1'}{NBSP}%"
    return f"{share * 100:.1f}{NBSP}%"


@register.filter
def points(error: float) -> str:
    """A standard error in percentage points: `± 0.4`."""
    return f"±{NBSP}{error * 100:.1f}"


@register.filter
def figure(value: float, currency: str) -> Money:
    """A figure of the simulation as money, rounded to whole units: more would claim what it does not know."""
    return Money.rounded(Decimal(round(value)), currency)

"""Figures of solvency as pages write them."""

from datetime import date, timedelta
from decimal import Decimal

from django import template

from fidus.lib.money import Money
from fidus.templatetags.figures import MINUS, NBSP, day, written_age
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
def figure(value: float, currency: str) -> Money:
    """A figure of the simulation as money, rounded to whole units: more would claim what it does not know."""
    return Money.rounded(Decimal(round(value)), currency)


@register.filter
def iso_day(text: str) -> str:
    """A day kept as text, as pages write days."""
    return day(date.fromisoformat(text))


@register.filter
def account_id(key: str) -> int:
    """The account's id out of its key."""
    return int(key.removeprefix("account:"))


@register.filter
def brief_money(money: Money) -> str:
    """`1.84 M`, `250 k`: beside figures that say more."""
    amount = money.amount
    for least, unit in ((Decimal(10**9), "bn"), (Decimal(10**6), "M"), (Decimal(10**3), "k")):
        if abs(amount) >= least:
            written = f"{abs(amount) / least:,.2f}{NBSP}{unit}"
            break
    else:
        written = f"{abs(amount):,.0f}"
    return f"{MINUS}{written}" if amount < 0 else written


@register.filter
def change_in_points(change: float) -> str:
    """Percentage points with their sign: `+1.2`, `−0.4`, `0.0`."""
    written = f"{abs(change) * 100:.1f}"
    return written if written == "0.0" else f"{'+' if change > 0 else MINUS}{written}"


@register.filter
def whole(units: int, currency: str) -> str:
    """Whole units with their currency: `5,000 USD`."""
    return f"{units:,}{NBSP}{currency}"

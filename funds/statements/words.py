"""Figures and dates as the statement prints them: true minus, thousands, spaces that do not break."""

from datetime import date
from decimal import Decimal

MINUS, NBSP = "\u2212", "\u00a0"
CURRENCIES = {
    "USD": "US dollars",
    "EUR": "euros",
    "GBP": "pounds sterling",
    "CHF": "Swiss francs",
    "JPY": "yen",
    "INR": "Indian rupees",
    "AED": "UAE dirhams",
}


def amount(value: Decimal, *, sign: bool = False) -> str:
    """1,263,485.40; with `sign` also a plus."""
    text = f"{abs(value):,f}"
    if value < 0:
        return MINUS + text
    return f"+{text}" if sign and value else text


def percent(fraction: Decimal, *, least: int = 1) -> str:
    """0.025 as 2.5 %, with at least `least` decimals and as many as the figure has."""
    hundredfold = (fraction * 100).normalize()
    places = max(least, -int(hundredfold.as_tuple().exponent))
    return f"{hundredfold:.{places}f}{NBSP}%"


def short(day: date) -> str:
    """5 Oct 2026."""
    return f"{day.day}{NBSP}{day:%b}{NBSP}{day.year}"


def day_month(day: date) -> str:
    """5 Oct."""
    return f"{day.day}{NBSP}{day:%b}"


def long(day: date) -> str:
    """5 October 2026."""
    return f"{day.day}{NBSP}{day:%B}{NBSP}{day.year}"


def days_between(start: date, end: date) -> str:
    """1 to 31 October 2026; 25 May to 3 October 2026; 20 December 2025 to 3 January 2026 (both ends included)."""
    if start.year != end.year:
        return f"{long(start)} to {long(end)}"
    if start.month != end.month:
        return f"{start.day}{NBSP}{start:%B} to {long(end)}"
    if start == end:
        return long(end)
    return f"{start.day} to {long(end)}"


def month(day: date) -> str:
    """October 2026."""
    return f"{day:%B}{NBSP}{day.year}"


def currency(code: str) -> str:
    return CURRENCIES.get(code, code)


def grouped(code: str, size: int = 4, separator: str = " ") -> str:
    """A long code in groups that an eye can follow."""
    return separator.join(code[place : place + size] for place in range(0, len(code), size))

"""Amounts and dates as banks write them; what cannot be meant is refused, never guessed."""

import re
from calendar import monthrange
from datetime import date
from decimal import Decimal

from funds.bank.domain.unreadable import Unreadable

# ISO 4217 minor units, where they are not two.
_NO_PLACES = {"BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW"}
_NO_PLACES |= {"PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"}
_THREE_PLACES = {"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"}
# The ledger counts minor units in 64 bits.
_DIGITS = 15
_CURRENCY = re.compile(r"[A-Z]{3}")


def places_of(currency: str) -> int:
    return 0 if currency in _NO_PLACES else 3 if currency in _THREE_PLACES else 2


def currency_of(text: str | None, *, place: str) -> str:
    currency = (text or "").strip().upper()
    if not _CURRENCY.fullmatch(currency):
        raise Unreadable(f"{shown(text)} is not a currency", place=place)
    return currency


def amount_of(text: str | None, currency: str, *, place: str, decimal: str = ".", thousands: str = "") -> Decimal:
    """The exact amount; raises Unreadable for what is no number, finer than the minor unit, or too large."""
    written = (text or "").strip()
    bare = written.replace("\N{MINUS SIGN}", "-").lstrip("+")
    if thousands:
        bare = _without(bare, thousands, decimal, place, written)
    whole, _, fraction = bare.removeprefix("-").partition(decimal)
    if not (whole + fraction).isdecimal() or not (whole + fraction).isascii() or (not whole and not fraction):
        raise Unreadable(f"{shown(text)} is not an amount", place=place)
    significant = fraction.rstrip("0")
    if len(significant) > places_of(currency):
        raise Unreadable(f"{written} {currency} is finer than the currency's smallest unit", place=place)
    if len(whole.lstrip("0")) > _DIGITS:
        raise Unreadable(f"{written[:40]} {currency} is larger than any account can hold", place=place)
    number = Decimal(f"{whole or '0'}.{significant.ljust(places_of(currency), '0') or '0'}")
    number = number.quantize(Decimal(1).scaleb(-places_of(currency)))
    return -number if bare.startswith("-") and number else number


def _without(bare: str, thousands: str, decimal: str, place: str, written: str) -> str:
    """Signs between thousands stand before groups of three, or the number is not what it seems."""
    whole, point, fraction = bare.partition(decimal)
    signs = {thousands, "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"} if thousands == " " else {thousands}
    groups = re.split("|".join(re.escape(sign) for sign in signs), whole)
    if len(groups) > 1 and (any(len(group) != 3 for group in groups[1:]) or not 1 <= len(groups[0].lstrip("-")) <= 3):
        raise Unreadable(f"{shown(written)} is not an amount", place=place)
    return "".join(groups) + point + fraction


def day_of(year: int, month: int, day: int, *, place: str) -> tuple[date, str]:
    """The date, and a note if the file named a day the month has not.

    Banks that count 30 days a month write value dates such as 30 February; the last day of the month is meant.
    """
    if not (1 <= month <= 12 and 1 <= day <= 31):
        raise Unreadable(f"{year:04}-{month:02}-{day:02} is not a date", place=place)
    last = monthrange(year, month)[1]
    if day <= last:
        return date(year, month, day), ""
    return date(year, month, last), f"The file says {year:04}-{month:02}-{day:02}; taken as the month's last day."


def nearest_year(month: int, day: int, around: date, *, place: str) -> tuple[date, str]:
    """The day without a year that lies nearest to `around`: the turn of the year lies between the two."""
    found = [day_of(year, month, day, place=place) for year in (around.year - 1, around.year, around.year + 1)]
    return min(found, key=lambda one: abs((one[0] - around).days))


def shown(text: str | None) -> str:
    """What stood there, short enough for a message."""
    written = " ".join((text or "").split())
    if not written:
        return "nothing"
    return f"“{written[:40]}…”" if len(written) > 40 else f"“{written}”"


def minor_of(amount: Decimal, currency: str) -> int:
    """Whole minor units of an amount that was read by `amount_of`."""
    return int(amount.scaleb(places_of(currency)))

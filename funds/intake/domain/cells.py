"""Cells read as what they are meant to be; what can be meant in two ways is asked about, never guessed."""

import re
from datetime import date, datetime
from decimal import Decimal

from fidus.lib.money import Money, MoneyError
from funds.intake.domain.unusable import Unusable

DAY_FIRST, MONTH_FIRST = "day", "month"
_WORDED = ("%d %b %Y", "%d-%b-%Y", "%d %B %Y")


def read_day(cell: str, *, order: str = "") -> date:
    """ISO, 24.12.2026, 24 Dec 2026 or, by `order`, 24/12/2026; raises Unusable."""
    written = cell.split(" 00:00")[0].split("T")[0].strip()
    for form in ("%Y-%m-%d", "%d.%m.%Y", *_WORDED):
        try:
            return _ours(datetime.strptime(written, form).date(), cell)  # noqa: DTZ007
        except ValueError:
            continue
    found = re.fullmatch(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})", written)
    if re.fullmatch(r"[1-9]\d{4}(\.\d+)?", written):
        raise Unusable(f"“{cell}” is Excel's number of a day; format the column as a date, or write 2026-12-24.")
    if not found:
        raise Unusable(f"“{cell[:40]}” is not a date; write 2026-12-24.")
    first, second, year = (int(part) for part in found.groups())
    if not order and first <= 12 and second <= 12 and first != second:
        raise Unusable(f"“{cell}” may be two dates; choose whether the day or the month stands first.")
    day_first = order == DAY_FIRST if order else first > 12 or first == second
    try:
        return _ours(date(year, second, first) if day_first else date(year, first, second), cell)
    except ValueError:
        raise Unusable(f"“{cell[:40]}” is not a date.") from None


def _ours(day: date, cell: str) -> date:
    if not 1950 <= day.year <= 2199:
        raise Unusable(f"“{cell[:40]}” is not a date of our time.")
    return day


def read_money(cell: str, currency: str, *, decimal: str = "") -> Money:
    """`decimal` is the sign chosen for the file; empty takes only what can be meant in one way. Raises Unusable."""
    bare = cell.removesuffix(currency).removeprefix(currency).replace("\N{NO-BREAK SPACE}", " ").strip()
    sign = decimal or _decimal_sign(bare)
    other = "," if sign == "." else "."
    whole, _, fraction = bare.removeprefix("-").partition(sign)
    groups = re.split(rf"[{re.escape(other)}' ]", whole)
    if len(groups) > 1 and (any(len(one) != 3 for one in groups[1:]) or not 1 <= len(groups[0]) <= 3):
        raise Unusable(f"“{cell[:40]}” is not an amount.")
    digits = "".join(groups)
    if not digits.isdecimal() or not digits.isascii() or (fraction and not re.fullmatch(r"[0-9]+", fraction)):
        raise Unusable(f"“{cell[:40]}” is not an amount.")
    if len(digits) > 15:
        raise Unusable(f"“{cell[:40]}” is larger than any account can hold.")
    try:
        amount = Money.of(f"{digits}.{fraction or '0'}", currency)
    except MoneyError as error:
        raise Unusable(f"{str(error)[:1].upper()}{str(error)[1:]}.") from None
    return -amount if bare.startswith("-") else amount


def _decimal_sign(bare: str) -> str:
    seen = [sign for sign in bare if sign in ".,"]
    if len(set(seen)) == 2:
        return seen[-1]
    if len(seen) == 1 and len(bare.rpartition(seen[0])[2]) == 3:
        raise Unusable(f"“{bare[:40]}” may be two amounts; choose the decimal sign.")
    if len(seen) > 1:
        return "," if seen[0] == "." else "."
    return seen[0] if seen else "."


def read_share(cell: str) -> Decimal:
    """A rate in per cent, 2.5 or 2,5, as a fraction; raises Unusable."""
    written = cell.removesuffix("%").strip().replace(",", ".")
    if not re.fullmatch(r"[0-9]{1,2}(\.[0-9]{1,4})?", written):
        raise Unusable(f"“{cell[:40]}” is not a rate in per cent.")
    return Decimal(written) / 100

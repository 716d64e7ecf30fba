"""The demo's exchange rates: invented from a seed, written in the bank's layout, imported like any other file."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

import holidays

from accounts.models import User
from accounts.rates.domain.publication import newest_published
from accounts.rates.services.approve_override import approve_override
from accounts.rates.services.import_rates import import_rates
from accounts.rates.services.propose_override import propose_override
from accounts.rates.services.revalue_months import revalue_months
from fidus.lib import clock
from fidus.lib.money import Money
from funds.domain.interest import anniversary
from funds.services.book_operating_cost import book_operating_cost

SOURCE = "invented for the demo"
DAY = timedelta(days=1)
# Where each currency begins, in units for one euro, and how many decimals the bank gives it.
FIRST = {
    "USD": ("1.0900", 4), "JPY": ("165.10", 2), "CZK": ("24.700", 3), "DKK": ("7.4600", 4), "GBP": ("0.8450", 5),
    "HUF": ("395.20", 2), "PLN": ("4.3000", 4), "SEK": ("11.2800", 4), "CHF": ("0.9500", 4), "NOK": ("11.6500", 4),
    "AUD": ("1.6500", 4), "CAD": ("1.5000", 4), "HKD": ("8.5000", 4), "INR": ("92.000", 4), "KRW": ("1500.0", 2),
    "MXN": ("20.400", 4), "NZD": ("1.8000", 4), "SGD": ("1.4500", 4), "ZAR": ("19.800", 4),
}  # fmt: skip
# Pegged to the euro within a narrow band.
_STILL = {"DKK"}


def invented_history(*, start: date, end: date, seed: int) -> bytes:
    """Newest first, a comma at each line's end, no weekends and no TARGET holidays: as the bank's own file."""
    chance = Random(seed)  # noqa: S311 (figures of a demo)
    now = {currency: Decimal(first) for currency, (first, _) in FIRST.items()}
    closed = holidays.financial_holidays("ECB", years=range(start.year, end.year + 1))
    lines, day = [], start
    while day <= end:
        if day.weekday() < 5 and day not in closed:
            for currency, (_, places) in FIRST.items():
                step = Decimal(chance.gauss(0, 0.00005 if currency in _STILL else 0.004))
                now[currency] = (now[currency] * (1 + step)).quantize(Decimal(1).scaleb(-places))
            lines.append(f"{day},{','.join(f'{value:f}' for value in now.values())},")
        day += DAY
    return "\n".join([f"Date,{','.join(FIRST)},", *reversed(lines)]).encode() + b"\n"


def show_rates(*, start: date, as_of: date, seed: int, officer: User, approver: User) -> None:
    """Two years of rates, a peg that two people set, one that waits, costs in euros, and the months revalued."""
    content = invented_history(start=anniversary(start, -6), end=newest_published(clock.now()), seed=seed)
    import_rates(content=content, name="invented-rates.csv", by=officer, source=SOURCE)
    first = as_of.replace(month=1, day=1)
    peg = {"valid_from": first, "valid_until": as_of.replace(month=12, day=31), "value": Decimal(1), "by": officer}
    tether = propose_override(base="USDT", quote="USD", reason="The issuer redeems one to one; invented", **peg)
    approve_override(override=tether, by=approver)
    propose_override(base="USDC", quote="USD", reason="The issuer redeems one to one; invented", **peg)
    for back in (8, 5, 2):
        paid_on = anniversary(as_of, -back)
        book_operating_cost(
            reference=f"EUR-{paid_on:%Y-%m}", text=f"Data and licences, {paid_on:%B %Y}",
            amount=Money.of("1840.00", "EUR"), incurred_on=paid_on, by=officer,
        )  # fmt: skip
    revalue_months(as_of=as_of, by=None)

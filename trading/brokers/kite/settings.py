"""What may be chosen for an account at Kite, in its options, and what Kite is sent for it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from trading.brokers.base import Refused
from trading.brokers.kite import grammar

PRODUCTS_OF_SHARES = frozenset({"CNC", "MIS", "MTF"})
PRODUCTS_OF_DERIVATIVES = frozenset({"NRML", "MIS"})
VARIETIES = frozenset({"regular", "amo"})
# -1: as much as the exchange's own guidelines say; otherwise percent.
_PROTECTION = re.compile(r"-1|[1-9]\d?(\.\d{1,2})?|100", re.ASCII)


@dataclass(frozen=True, slots=True)
class Settings:
    product_of_shares: str = "CNC"
    product_of_derivatives: str = "NRML"
    variety: str = "regular"
    market_protection: str = "-1"
    slices_from: int | None = None

    def slices(self, volume: Decimal) -> bool:
        """Kite slices on demand only, and refuses to slice what is below the exchange's freeze limit."""
        return self.slices_from is not None and volume >= self.slices_from

    def product(self, exchange: str) -> str:
        return self.product_of_shares if exchange in grammar.SHARES else self.product_of_derivatives


def settings_of(options: Mapping[str, str]) -> Settings:
    """Raises Refused for a choice that Kite does not have."""
    plain = Settings()
    found = Settings(
        product_of_shares=_one(options, "product", PRODUCTS_OF_SHARES, plain.product_of_shares),
        product_of_derivatives=_one(
            options, "product_of_derivatives", PRODUCTS_OF_DERIVATIVES, plain.product_of_derivatives
        ),
        variety=_one(options, "variety", VARIETIES, plain.variety),
        market_protection=options.get("market_protection", plain.market_protection),
        slices_from=_whole(options, "autoslice_from"),
    )
    if not _PROTECTION.fullmatch(found.market_protection):
        raise Refused("market protection is -1 or a percentage from 1 to 100", code="options")
    return found


def _one(options: Mapping[str, str], name: str, allowed: frozenset[str], plain: str) -> str:
    chosen = options.get(name, plain)
    if chosen not in allowed:
        raise Refused(f"{name} is one of {', '.join(sorted(allowed))}, not {chosen!r}", code="options")
    return chosen


def _whole(options: Mapping[str, str], name: str) -> int | None:
    chosen = options.get(name, "")
    if not chosen:
        return None
    if not re.fullmatch(r"[1-9]\d{0,8}", chosen, re.ASCII):
        raise Refused(f"{name} is a whole number, not {chosen!r}", code="options")
    return int(chosen)

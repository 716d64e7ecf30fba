"""Prices that nobody pays: for the demo. The same seed gives the same price at the same moment, asked in any order."""

import hashlib
import math
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

# Periods in seconds that share no divisor, and how far each swings; together they look like a market and never leave.
_WAVES = ((37, 0.00003), (211, 0.00008), (1_301, 0.0003), (7_919, 0.0008), (40_009, 0.003), (301_267, 0.008))


@dataclass(frozen=True)
class Invented:
    """An instrument of no market: its price wanders around `middle`; `spread` and prices are whole ticks."""

    symbol: str
    middle: Decimal
    tick: Decimal
    spread: int
    seed: int = 1

    def at(self, moment: datetime) -> tuple[Decimal, Decimal]:
        """Bid and ask."""
        seconds = moment.timestamp()
        drift = sum(
            swing * math.sin(2 * math.pi * (seconds / period + self._phase(period))) for period, swing in _WAVES
        )
        ticks = round(float(self.middle / self.tick) * math.exp(drift))
        bid = ticks * self.tick
        return bid, bid + self.spread * self.tick

    def _phase(self, period: int) -> float:
        digest = hashlib.sha256(f"{self.seed}:{self.symbol}:{period}".encode()).digest()
        return int.from_bytes(digest[:4]) / 2**32

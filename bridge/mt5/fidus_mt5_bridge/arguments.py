"""A call's arguments, checked where they are read: whoever asks wrongly is told what is wrong."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from fidus_mt5_bridge.failures import Failure, Kind

LARGEST = 2**63 - 1
MOST_NAMES = 500


class Arguments:
    def __init__(self, given: Mapping[str, Any]) -> None:
        self._given = given

    def has(self, name: str) -> bool:
        return self._given.get(name) is not None

    def whole(self, name: str, otherwise: int | None = None) -> int:
        value = self._given.get(name, otherwise)
        if type(value) is not int or not 0 <= value <= LARGEST:
            raise _wrong(name, "a whole number")
        return value

    def optional_whole(self, name: str) -> int | None:
        return self.whole(name) if self.has(name) else None

    def text(self, name: str, otherwise: str | None = None) -> str:
        value = self._given.get(name, otherwise)
        if not isinstance(value, str) or len(value) > 64 or not value.isprintable():
            raise _wrong(name, "a short text")
        return value

    def texts(self, name: str) -> list[str]:
        values = self._given.get(name, [])
        if not isinstance(values, list) or len(values) > MOST_NAMES:
            raise _wrong(name, f"a list of at most {MOST_NAMES} texts")
        return [Arguments({name: value}).text(name) for value in values]

    def amount(self, name: str) -> float:
        """A decimal text as the nearest double, which is what the platform takes; 0.0 if it is not given."""
        value = self._given.get(name)
        if value is None:
            return 0.0
        try:
            amount = float(Decimal(value)) if isinstance(value, str) and len(value) <= 40 else math.nan
        except InvalidOperation:
            amount = math.nan
        if not 0 <= amount < 1e15:
            raise _wrong(name, "a decimal number as text, not below zero")
        return amount


def _wrong(name: str, wanted: str) -> Failure:
    return Failure(Kind.NOT_SENT, f"{name!r} has to be {wanted}", "400")

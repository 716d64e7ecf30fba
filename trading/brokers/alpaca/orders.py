"""The list of orders, page after page, and whose reference each of them carries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from trading.brokers.alpaca import fields, names
from trading.brokers.alpaca.line import Line
from trading.brokers.base import NotSent
from trading.brokers.rows import BadRow, Row, row_list

PAGE = 500  # the most that Alpaca gives
HELD = 50_000  # references
OLDER = 50  # orders that are asked for one by one: they worked long before their trade


class Orders:
    """One account's."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._references: dict[str, str] = {}  # number of an order -> ours

    def listed(self, status: str) -> Iterator[Row]:
        """Newest first. `status` is open, closed or all."""
        asked = {"status": status, "limit": str(PAGE), "direction": "desc", "nested": "false"}
        seen: set[str] = set()
        while True:
            page = row_list(self._line.get("/v2/orders", asked), "orders", PAGE)
            fresh = [row for row in page if fields.name(row, "id") not in seen]
            for row in fresh:
                seen.add(fields.name(row, "id"))
                self._remember(row)
                yield row
            if len(page) < PAGE:
                return
            if not fresh:
                raise NotSent("Alpaca told the same orders again", code="answer")
            # The border is asked for again: several orders may be of one moment.
            asked["until"] = _border(page)

    def references(self, trades: Sequence[Row]) -> Mapping[str, str]:
        """Number of each trade's order -> our reference: trades do not tell it, orders do."""
        missing = {fields.name(row, "order_id") for row in trades} - self._references.keys()
        if missing:
            self._learn(missing, trades)
        return self._references

    def _learn(self, missing: set[str], trades: Sequence[Row]) -> None:
        oldest = min(filter(None, (fields.moment(row, "transaction_time") for row in trades)), default=None)
        for row in self.listed("all"):
            missing.discard(fields.name(row, "id"))
            placed = fields.moment(row, "submitted_at")
            if not missing or (placed is not None and oldest is not None and placed < oldest):
                break
        for number in sorted(missing)[:OLDER]:
            found = self._line.find(f"/v2/orders/{number}") if names.NUMBER.fullmatch(number) else None
            if found is not None:
                self._remember(found)

    def _remember(self, row: Row) -> None:
        if len(self._references) >= HELD:
            self._references.clear()
        self._references[fields.name(row, "id")] = names.reference(row)


def _border(page: Sequence[Row]) -> str:
    """Just after the oldest of a page."""
    at = fields.moment(page[-1], "submitted_at") or fields.moment(page[-1], "created_at")
    if at is None:
        raise BadRow("an order without its time")
    return f"{at + timedelta(milliseconds=1):%Y-%m-%dT%H:%M:%S.%fZ}"

"""What a gateway has told of orders and executions, put together by their numbers.

Bounded: of orders that are over the oldest are forgotten; TWS itself is asked for them again when somebody wants to
know.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TypeVar

from trading.brokers.ib.entry import Entry, Execution, Numbers, learned

Key = TypeVar("Key")


class Book:
    """Orders by each of their numbers."""

    def __init__(self, keeps: int = 5_000) -> None:
        self._keeps = keeps
        self._entries: OrderedDict[int, Entry] = OrderedDict()
        self._by_perm: dict[int, Entry] = {}
        self._by_order: dict[tuple[int, int], Entry] = {}
        self._by_reference: dict[tuple[str, str], Entry] = {}

    def __len__(self) -> int:
        return len(self._entries)

    def entry(self, numbers: Numbers) -> Entry:
        """The order with any of these numbers, made if there is none; what is new of them is learned."""
        entry = self._find(numbers)
        if entry is None:
            entry = Entry(numbers)
            self._entries[id(entry)] = entry
            self._forget()
        else:
            entry.numbers = learned(entry.numbers, numbers)
        self._index(entry)
        return entry

    def by_id(self, order_id: str, account: str) -> Entry | None:
        if order_id.isdigit():
            entry = self._by_perm.get(int(order_id))
        else:
            client, _, number = order_id.partition(".")
            named = client.isdigit() and number.isdigit()
            entry = self._by_order.get((int(client), int(number))) if named else None
        return entry if entry and entry.numbers.account == account else None

    def by_order(self, client_id: int, order_id: int) -> Entry | None:
        return self._by_order.get((client_id, order_id))

    def by_reference(self, reference: str, account: str) -> Entry | None:
        return self._by_reference.get((account, reference))

    def execute(self, execution: Execution) -> Entry:
        """A trade, told any number of times; a correction takes the place of what it corrects."""
        entry = self.entry(execution.numbers)
        before = entry.executions.get(execution.root)
        if before is None or before.revision < execution.revision:
            entry.executions[execution.root] = execution
            if before is not None:
                entry.told_filled = None  # told before the correction: the executions know better
        return entry

    def never_sent(self, entry: Entry | None) -> None:
        """Nothing of it left us; an order that TWS has told of stays."""
        if entry is not None and not entry.status and not entry.executions:
            self.drop(entry)

    def drop(self, entry: Entry) -> None:
        self._entries.pop(id(entry), None)
        numbers = entry.numbers
        _without(self._by_perm, numbers.perm_id, entry)
        _without(self._by_order, (numbers.client_id, numbers.order_id), entry)
        _without(self._by_reference, (numbers.account, numbers.reference), entry)

    def _find(self, numbers: Numbers) -> Entry | None:
        if numbers.perm_id and (entry := self._by_perm.get(numbers.perm_id)):
            return entry
        candidates = []
        if numbers.order_id > 0:
            candidates.append(self._by_order.get((numbers.client_id, numbers.order_id)))
        if numbers.reference:
            candidates.append(self._by_reference.get((numbers.account, numbers.reference)))
        for entry in candidates:
            # A client's numbers begin anew when somebody resets them: another permanent number is another order.
            if entry and not (entry.numbers.perm_id and numbers.perm_id):
                return entry
        return None

    def _index(self, entry: Entry) -> None:
        numbers = entry.numbers
        if numbers.perm_id:
            self._by_perm[numbers.perm_id] = entry
        if numbers.order_id > 0:
            self._by_order[numbers.client_id, numbers.order_id] = entry
        if numbers.reference:
            self._by_reference[numbers.account, numbers.reference] = entry

    def _forget(self) -> None:
        surplus = len(self._entries) - self._keeps
        if surplus > 0:
            known = list(self._entries.values())[:-1]
            over = [e for e in known if e.stands.is_over or not e.acknowledged or (e.terms is None and e.executions)]
            for entry in over[: surplus + self._keeps // 20]:
                self.drop(entry)


def _without(index: dict[Key, Entry], key: Key, entry: Entry) -> None:
    if index.get(key) is entry:
        del index[key]

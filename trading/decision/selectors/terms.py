"""Allocations and limits that hold on a day."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from fidus.lib.prepared import Question
from fidus.lib.rows_as_models import columns_of, instance_of
from trading.decision.domain.limits import LimitKind, LimitRow, LimitScope
from trading.decision.models import Allocation

_ALLOCATIONS = f"""
select {columns_of(Allocation, "a")} from decision_allocation a
 where a.strategy_id = any(array(select s.strategy_id from signals_signal s where s.id = any(%(signals)s::bigint[])))
   and a.state = 'active' and a.starts_on <= %(on)s
   and (a.ends_on is null or a.ends_on >= %(on)s)
 order by a.account_id
"""  # noqa: S608 - made of names of columns
_LIMITS = """
select kind, scope, value, starts_on, broker, account_id, strategy_id from decision_limit
 where state = 'active' and starts_on <= %s order by starts_on, id
"""


def allocations_for(signals: Collection[int], *, on: date) -> Question:
    """Those of the signals' strategies, as rows for `allocations_by_strategy`."""
    return _ALLOCATIONS, {"signals": sorted(signals), "on": on}


def allocations_by_strategy(rows: Sequence[Sequence[Any]]) -> dict[int, list[Allocation]]:
    """In the order of accounts."""
    found: dict[int, list[Allocation]] = {}
    for values in rows:
        row = instance_of(Allocation, values)
        found.setdefault(row.strategy_id, []).append(row)
    return found


def limits_on(day: date) -> Question:
    """Every limit that has begun, as rows for `limit_rows`; those that a later one takes the place of as well."""
    return _LIMITS, [day]


def limit_rows(rows: Sequence[Sequence[Any]]) -> list[LimitRow]:
    return [LimitRow(LimitKind(kind), LimitScope(scope), *rest) for kind, scope, *rest in rows]

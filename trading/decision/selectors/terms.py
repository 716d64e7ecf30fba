"""Allocations and limits that hold on a day."""

from collections.abc import Collection
from datetime import date

from fidus.lib.prepared import prepared_cursor
from fidus.lib.rows_as_models import columns_of, instance_of
from trading.decision.domain.limits import LimitKind, LimitRow, LimitScope
from trading.decision.models import Allocation

_ALLOCATIONS = f"""
select {columns_of(Allocation, "a")} from decision_allocation a
 where a.strategy_id = any(%(strategies)s::bigint[]) and a.state = 'active'
   and a.starts_on <= %(on)s and (a.ends_on is null or a.ends_on >= %(on)s)
 order by a.account_id
"""  # noqa: S608 - made of names of columns
_LIMITS = """
select kind, scope, value, starts_on, broker, account_id, strategy_id from decision_limit
 where state = 'active' and starts_on <= %s order by starts_on, id
"""


def allocations_of(strategies: Collection[int], *, on: date) -> dict[int, list[Allocation]]:
    """By strategy, in the order of accounts. One query."""
    found: dict[int, list[Allocation]] = {}
    with prepared_cursor() as cursor:
        cursor.execute(_ALLOCATIONS, {"strategies": sorted(strategies), "on": on})
        for values in cursor.fetchall():
            row = instance_of(Allocation, values)
            found.setdefault(row.strategy_id, []).append(row)
    return found


def limits_on(day: date) -> list[LimitRow]:
    """Every limit that has begun; those that a later one takes the place of as well. One query."""
    with prepared_cursor() as cursor:
        cursor.execute(_LIMITS, [day])
        return [LimitRow(LimitKind(kind), LimitScope(scope), *rest) for kind, scope, *rest in cursor.fetchall()]

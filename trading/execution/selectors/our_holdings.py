from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from django.db import connection

from fidus.lib import clock
from trading.execution.selectors.our_orders import traded_lanes
from trading.reconciliation.registry import OurHolding

# Whose stops and targets are orders of ours, and who net: positions at the others end without any order. A test
# compares it with what their adapters say.
WITHOUT_BRACKETS = frozenset({"alpaca", "ib", "kite"})
# No sighting that is compared is older and still of use.
_LATELY = timedelta(minutes=10)
# What never belonged to a strategy is added up: people order seldom.
_HELD = """
with held as (
    select account_id, symbol, volume from orders_holding where account_id = any(%(accounts)s::bigint[])
    union all
    select f.account_id, f.symbol, case f.side when 'buy' then f.volume else -f.volume end
      from orders_instruction i join orders_fill f on f.instruction_id = i.id
     where i.strategy_id is null and i.filled > 0 and i.account_id = any(%(accounts)s::bigint[])
), moved as (
    select account_id, symbol, max(recorded_at) as at from orders_fill
     where account_id = any(%(accounts)s::bigint[]) and recorded_at > %(lately)s::timestamptz group by 1, 2
)
select h.account_id, h.symbol, sum(h.volume), max(m.at)
  from held h left join moved m using (account_id, symbol) group by 1, 2 order by 1, 2
"""


def our_holdings(accounts: Iterable[int] | None) -> Mapping[int, Sequence[OurHolding]]:
    """What fills of our orders make of each symbol that we ever traded there, of all strategies and people together; of
    accounts whose broker nets and closes nothing by itself. Two queries."""
    lanes = traded_lanes(accounts).filter(account__platform__in=WITHOUT_BRACKETS)
    given = {"accounts": list(lanes.values_list("pk", flat=True)), "lately": clock.now() - _LATELY}
    found: defaultdict[int, list[OurHolding]] = defaultdict(list)
    if given["accounts"]:
        with connection.cursor() as cursor:
            cursor.execute(_HELD, given)
            for account, symbol, volume, moved_at in cursor.fetchall():
                found[account].append(OurHolding(symbol, volume, moved_at))
    return found

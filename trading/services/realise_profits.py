from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import groupby

from django.db import connection

from fidus.lib.money import round_amount
from trading.domain.booking import TELLS_NO_PROFIT
from trading.domain.realised import Traded, multiplier_of, realised
from trading.models import BrokerAccount

# All trades of the symbols that the new ones are of: an older one changes what the younger realised.
_TRADES = """
select d.account_id, d.symbol, d.id, case d.kind when 'buy' then d.volume else -d.volume end, d.price, d.profit
  from trading_deal d
  join (select distinct account_id, symbol from trading_deal where id = any(%s)) new
    on new.account_id = d.account_id and new.symbol = d.symbol
 where d.kind in ('buy', 'sell')
 order by d.account_id, d.symbol, d.dealt_at, d.external_id
"""


def realise_profits(accounts: Mapping[int, BrokerAccount], deals: Mapping[int, Iterable[int]]) -> int:
    """Write what trades made, first in first out, where the broker tells none; how many deals changed by it.

    Symbols whose unit nobody told us (Kite's commodities and currencies) keep zero.
    """
    ours = [deal for pk, added in deals.items() if accounts[pk].platform in TELLS_NO_PROFIT for deal in added]
    if not ours:
        return 0
    changed: dict[int, Decimal] = {}
    with connection.cursor() as cursor:
        cursor.execute(_TRADES, [ours])
        for (pk, symbol), rows in groupby(cursor.fetchall(), key=lambda row: row[:2]):
            multiplier = multiplier_of(accounts[pk].platform, symbol)
            if multiplier is None:
                continue
            trades = list(rows)
            made = realised((Traded(volume, price) for _, _, _, volume, price, _ in trades), multiplier)
            for (_, _, deal, _, _, profit), exact in zip(trades, made, strict=True):
                amount = round_amount(exact, accounts[pk].currency)
                if amount != profit:
                    changed[deal] = amount
        if changed:
            cursor.execute("select trading_realise(%s::bigint[], %s::numeric[])", [[*changed], [*changed.values()]])
    return len(changed)

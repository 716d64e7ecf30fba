"""Count all deals anew and keep the sums, as far as no deal up to there can still come or change."""

from datetime import timedelta

from django.db import connection

from fidus.lib import clock
from trading.reconciliation.models import Comparison

# Numbers are given out before they are committed; nothing that writes deals runs longer than twenty minutes
# (trading/tasks.py), so what was the newest an hour ago has none open before it.
SETTLED = timedelta(hours=1)

_NONE = "delete from reconciliation_tally"
_ANEW = """
insert into reconciliation_tally (account_id, symbol, result, volume, through)
select account_id, symbol, sum(profit + swap + commission + fee),
       sum(case kind when 'buy' then volume when 'sell' then -volume else 0 end), %(through)s
  from trading_deal where id <= %(through)s
 group by account_id, symbol
"""
# A deal whose costs come later changes once: it and what follows is counted each time.
_WAITS = "select min(id) from trading_deal where costs_pending"


def count_deals_anew() -> int:
    """The number up to which deals are counted, in the caller's transaction; 0 where nothing was."""
    settled = Comparison.objects.filter(at__lte=clock.now() - SETTLED).order_by("-at", "-pk").first()
    through = settled.newest_deal if settled else 0
    with connection.cursor() as cursor:
        cursor.execute(_WAITS)
        ((waits,),) = cursor.fetchall()
        through = through if waits is None else min(through, waits - 1)
        cursor.execute(_NONE)
        cursor.execute(_ANEW, {"through": through})
    return through

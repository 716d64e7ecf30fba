"""Which strategies' fills a position at a broker is made of: so that closing it is counted as theirs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from django.db.models import Sum
from django.db.models.functions import Coalesce

from trading.brokers.facts import Side
from trading.models import BrokerAccount
from trading.orders.domain.instruction_states import OPEN
from trading.orders.models import Holding, Instruction, Purpose
from trading.orders.selectors.open_positions import NOTHING, OpenPosition

# (account, position's number or symbol) -> strategy -> signed volume, long above zero
Holdings = dict[tuple[int, str], dict[int, Decimal]]


class Owners:
    """What strategies still hold of positions; `take` gives each part away once."""

    def __init__(self, accounts: Sequence[BrokerAccount]) -> None:
        self._by_number: Holdings = defaultdict(lambda: defaultdict(Decimal))
        self._by_symbol: Holdings = defaultdict(lambda: defaultdict(Decimal))
        # (strategy, account, symbol) -> ours, as it was traded under: what is closed counts against what was opened.
        self.names: dict[tuple[int, int, str], str] = {}
        self._add_holdings(accounts)
        self._take_what_is_closing(accounts)

    def take(self, position: OpenPosition, *, numbered: bool, strategy: int | None) -> list[tuple[int | None, Decimal]]:
        """Parts of what is left of the position, by strategy; None is nobody's. Of one `strategy` alone, if given."""
        holdings = self._by_number if numbered else self._by_symbol
        holders = holdings[position.account_id, position.number if numbered else position.symbol]
        sign = 1 if position.side is Side.BUY else -1
        left, parts = position.left, []
        for holder, volume in sorted(holders.items()):
            part = min(left, max(volume * sign, NOTHING))
            if part and strategy in (None, holder):
                parts.append((holder, part))
                holders[holder] -= part * sign
                left -= part
        return [*parts, (None, left)] if strategy is None and left else parts

    def _add_holdings(self, accounts: Sequence[BrokerAccount]) -> None:
        rows = Holding.objects.filter(account__in=accounts).exclude(volume=0)
        names = ("account", "symbol", "position", "strategy", "our_symbol", "volume")
        for account, symbol, number, strategy, ours, volume in rows.values_list(*names):
            self.names[strategy, account, symbol] = ours
            self._by_symbol[account, symbol][strategy] += volume
            self._by_number[account, number][strategy] += volume

    def _take_what_is_closing(self, accounts: Sequence[BrokerAccount]) -> None:
        rows = Instruction.objects.filter(
            account__in=accounts, strategy__isnull=False, purpose=Purpose.REDUCE, state__in=OPEN
        ).annotate(done=Coalesce(Sum("fills__volume"), NOTHING))
        for row in rows:
            volume = (row.volume - row.done) * (1 if row.side == "buy" else -1)
            self._by_symbol[row.account_id, row.symbol][row.strategy_id] += volume
            if row.closes:
                self._by_number[row.account_id, row.closes][row.strategy_id] += volume

"""Rows of what strategies may trade, and of what was decided."""

from decimal import Decimal

from accounts.models import Client
from tests.rest.rows_funds import Rows
from trading.decision.services.decide_signals import decide_signals
from trading.decision.services.propose_allocation import propose_allocation
from trading.decision.services.propose_limit import propose_limit
from trading.decision.tests.scenes import a_signal, an_account, proposer
from trading.signals.tests.scenes import a_strategy


def allocations(client: Client, many: int) -> None:
    for _ in range(many):
        propose_allocation(
            strategy=a_strategy(), account=an_account(seen=None, connected=False), share=Decimal(10),
            size_kind="equity percent", size_value=Decimal(1), reason="To be tried.", by=proposer(),
        )  # fmt: skip


def limits(client: Client, many: int) -> None:
    for number in range(many):
        propose_limit(
            kind="position", scope="strategy", strategy=a_strategy(), value=Decimal(number % 9 + 1),
            reason="To be tried.", by=proposer(),
        )  # fmt: skip


def decisions(client: Client, many: int) -> None:
    strategy = a_strategy()
    decide_signals([a_signal(strategy).pk for _ in range(many)])


DECISION: dict[str, Rows] = {"allocations": allocations, "trading-limits": limits, "decisions": decisions}

"""The demo's trading: histories invented from a seed, written as the terminal does, imported like any other."""

import io
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zlib import crc32

from accounts.models import User
from fidus.demo.people import DemoAccount
from trading.domain.history import AccountHeader
from trading.domain.history_simulator import Flow, simulate_history
from trading.domain.mt5_report_writer import report_bytes
from trading.models import BrokerAccount
from trading.services.import_mt5_report import import_mt5_report

TRADES_A_MONTH = 9


def trade(
    account: DemoAccount, *, owner: str, deposit: Decimal, start: date, end: date, seed: int, by: User
) -> BrokerAccount:
    """The account with its history from `start` to `end`, imported from a report saved as `end` begins."""
    header = AccountHeader(
        login=account.login,
        currency="USD",
        server=account.server,
        environment="live",
        margin_mode="hedge",
        saved_at=datetime.combine(end, time()),
        name=owner,
        company=account.broker,
    )
    months = max((end - start).days // 30, 1)
    history = simulate_history(
        seed=seed ^ crc32(str(account.login).encode()),
        header=header,
        flows=[Flow(start, deposit, comment="Deposit"), *withdrawals(account.withdrawn, start, end)],
        trading_result=account.earns,
        trades=TRADES_A_MONTH * months if account.earns else 0,
        start=start + timedelta(days=1),
        end=end - timedelta(days=1),
        first_ticket=account.login * 10,
    )
    name = f"ReportHistory-{account.login}.html"
    report = import_mt5_report(file=io.BytesIO(report_bytes(history)), name=name, by=by)
    return report.account


def withdrawals(total: Decimal, start: date, end: date) -> list[Flow]:
    """Profit taken out in three parts over the second half of the time."""
    if not total:
        return []
    half = (end - start) / 2
    part = (total / 3).quantize(Decimal(1))
    parts = [part, part, total - 2 * part]
    return [
        Flow(start + half + half * place / 4, -amount, comment="Withdrawal")
        for place, amount in enumerate(parts, start=1)
    ]

from __future__ import annotations

from collections.abc import Callable
from typing import IO

from accounts.models import User
from trading.domain.report_formats import ENOUGH, FLEX, MT5, TRADEBOOK, format_of
from trading.errors import ReportRefused
from trading.models import BrokerAccount, ReportImport
from trading.services.import_flex_statement import import_flex_statement
from trading.services.import_mt5_report import import_mt5_report
from trading.services.import_tradebook import import_tradebook

_READERS: dict[str, Callable[..., ReportImport]] = {
    MT5: import_mt5_report,
    FLEX: import_flex_statement,
    TRADEBOOK: import_tradebook,
}


def import_broker_file(
    *,
    file: IO[bytes],
    name: str,
    by: User | None,
    account: BrokerAccount | None = None,
    open_unknown: bool = True,
    report: ReportImport | None = None,
) -> ReportImport:
    """Bring in whatever broker's file this is, all or nothing, told by its content. Raises as the readers do."""
    file.seek(0)
    reader = _READERS.get(format_of(file.read(ENOUGH)))
    file.seek(0)
    if reader is None:
        raise ReportRefused(
            "this is no file that can be read here: neither a trade history report of MetaTrader 5 (HTML or XLSX), nor "
            "a Flex statement of Interactive Brokers (XML), nor a tradebook of Zerodha's Console (CSV)"
        )
    return reader(file=file, name=name, by=by, account=account, open_unknown=open_unknown, report=report)

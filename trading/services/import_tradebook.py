from __future__ import annotations

import re
from typing import IO

from django.db import transaction

from accounts.models import User
from trading.brokers.kite.tradebook import BadTradebook, read_all
from trading.domain.report_formats import TRADEBOOK
from trading.errors import AccountMismatch, BookingRefused, ReportRefused
from trading.models import BrokerAccount, Environment, Platform, ReportImport
from trading.services.book_history import Seen, book_history
from trading.services.find_platform_account import NewAccount, find_platform_account
from trading.services.keep_report import begin_report, finish_report

BROKER = "Zerodha"
# As Console names what it saves: tradebook-AB1234-EQ.csv
_NAMED = re.compile(r"tradebook-([A-Z]{2}\d{3,6})-", re.ASCII | re.IGNORECASE)


def import_tradebook(
    *,
    file: IO[bytes],
    name: str,
    by: User | None,
    account: BrokerAccount | None = None,
    open_unknown: bool = True,
    report: ReportImport | None = None,
) -> ReportImport:
    """Bring in a tradebook of Zerodha's Console, all or nothing.

    The file itself names no account: it is the chosen one's, or the one that Console put into the file's name. Raises
    ReportRefused, AccountMismatch and AccountDisabled; nothing is kept then.
    """
    with transaction.atomic():
        report = report or begin_report(file, name, by)
        named = _NAMED.search(name)
        login = named[1].upper() if named else chosen_login(account)

        def new() -> NewAccount:
            return NewAccount(broker=BROKER, server=BROKER, currency="INR", environment=Environment.LIVE, name="")

        found = find_platform_account(
            platform=Platform.KITE, login=login, chosen=account, new=new if open_unknown else None, by=by
        )
        try:
            fills = read_all(file.read())
            booked = book_history([Seen(found.pk, fills, None, None, False)], report=report)[found.pk]
        except BadTradebook as wrong:
            raise ReportRefused(wrong.reason, line=wrong.line) from wrong
        except BookingRefused as wrong:
            raise ReportRefused(str(wrong)) from wrong
        if not fills:
            raise ReportRefused("the tradebook holds no trades")
        finish_report(
            report,
            by=by,
            format=TRADEBOOK,
            account=found,
            first_at=fills[0].at,
            last_at=fills[-1].at,
            told=len(fills),
            booked=[booked],
        )
    return report


def chosen_login(account: BrokerAccount | None) -> str:
    if account is None:
        raise AccountMismatch("a tradebook does not say whose it is: choose the account")
    return account.login

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import IO

from django.db import transaction

from accounts.models import User
from fidus.lib.money import round_amount
from trading.brokers.facts import PositionState
from trading.brokers.ib.flex import FlexRefused, Statement, read
from trading.brokers.ib.flex_facts import StatementFacts, facts_of, made_at
from trading.domain.report_formats import FLEX
from trading.errors import BookingRefused, ReportRefused
from trading.models import BrokerAccount, Position, ReportImport, Source
from trading.services.book_history import Booked, Seen, book_history
from trading.services.find_flex_accounts import find_flex_accounts
from trading.services.keep_report import begin_also, begin_report, finish_report


def import_flex_statement(
    *,
    file: IO[bytes],
    name: str,
    by: User | None,
    account: BrokerAccount | None = None,
    open_unknown: bool = True,
    report: ReportImport | None = None,
) -> ReportImport:
    """Bring a Flex file in, all or nothing: statements of one account or of several, oldest first or not.

    Trades carry the numbers by which they are told live, so what is known is not added again, and what lacks its costs
    gets them. Each account of several has a row of its own; the first one's comes back. An unknown account is opened if
    the file is of it alone; of several all must be known. Raises ReportRefused, AccountMismatch and AccountDisabled;
    nothing is kept then.
    """
    with transaction.atomic():
        report = report or begin_report(file, name, by)
        try:
            by_account = find_flex_accounts(read(file), chosen=account, open_unknown=open_unknown, by=by)
            rows = begin_also(report, [found for found, _ in by_account])
            for (found, statements), (row, note) in zip(by_account, rows, strict=True):
                _take(found, statements, row, note=note, by=by)
        except FlexRefused as wrong:
            raise ReportRefused(str(wrong), line=wrong.line) from wrong
        except BookingRefused as wrong:
            raise ReportRefused(str(wrong)) from wrong
    return report


def _take(
    found: BrokerAccount, statements: Sequence[Statement], report: ReportImport, *, note: str, by: User | None
) -> None:
    """One account's statements, oldest first."""
    facts = [facts_of(statement, found.currency) for statement in statements]
    saved_at, newest = max(
        ((made_at(statement), told) for statement, told in zip(statements, facts, strict=True)),
        key=lambda pair: pair[0],
    )
    booked = [_book(found, statement, told, report) for statement, told in zip(statements, facts, strict=True)]
    positions = _take_positions(found, newest.positions, saved_at=saved_at, report=report)
    times = [one.at for told in facts for one in (*told.fills, *told.cash)]
    finish_report(
        report,
        by=by,
        format=FLEX,
        account=found,
        saved_at=saved_at,
        first_at=min(times, default=None),
        last_at=max(times, default=None),
        closing_balance=None if newest.balance is None else round_amount(newest.balance, found.currency),
        told=sum(len(told.fills) + len(told.cash) for told in facts),
        booked=booked,
        positions=positions,
        notes=[*([note] if note else []), *(one for told in facts for one in told.notes)],
    )


def _book(account: BrokerAccount, statement: Statement, told: StatementFacts, report: ReportImport) -> Booked:
    account.refresh_from_db(fields=["last_at"])
    ends = _end_of(statement)
    # A balance says what came before only of what it is the end of.
    tells = ends is not None and (account.last_at is None or account.last_at < ends)
    balance = told.balance if tells else None
    return book_history([Seen(account.pk, told.fills, told.cash, balance, False)], report=report)[account.pk]


def _end_of(statement: Statement) -> datetime | None:
    try:
        until = datetime.strptime(statement.until_on.replace("-", "")[:8], "%Y%m%d").replace(tzinfo=UTC)
    except ValueError:
        return None
    return until + timedelta(days=1)


def _take_positions(
    account: BrokerAccount, positions: Sequence[PositionState] | None, *, saved_at: datetime, report: ReportImport
) -> int:
    """Open positions are the newest statement's; those of a live account are what visits see."""
    old = account.snapshot_at is not None and saved_at < account.snapshot_at
    if positions is None or old or account.source == Source.LIVE:
        return 0
    Position.objects.filter(account=account, closed_at=None).delete()
    BrokerAccount.objects.filter(pk=account.pk).update(snapshot_at=saved_at)
    by_id = {position.id[:64]: position for position in positions}
    held = [
        Position(
            account=account, report=report, external_id=number, symbol=position.symbol[:64], side=position.side,
            volume=position.volume, open_price=position.open_price, close_price=position.price,
            profit=round_amount(position.profit, account.currency),
        )
        for number, position in by_id.items()
    ]  # fmt: skip
    return len(Position.objects.bulk_create(held))

"""The row of a file that is brought in: begun, and finished with what came of it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import IO

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from trading.domain.report_import_states import IMPORTED, IMPORTING
from trading.errors import HistoryConflict
from trading.events import BrokerFileImported, subject_of
from trading.models import BrokerAccount, ReportImport
from trading.services.book_history import Booked

MOST_NOTES = 200


def fingerprint(file: IO[bytes]) -> tuple[str, int]:
    """SHA-256 and size in bytes; the file is back at its beginning afterwards."""
    file.seek(0)
    digest = hashlib.sha256()
    size = 0
    while chunk := file.read(1 << 20):
        digest.update(chunk)
        size += len(chunk)
    file.seek(0)
    return digest.hexdigest(), size


def begin_report(file: IO[bytes], name: str, by: User | None) -> ReportImport:
    sha256, size = fingerprint(file)
    return ReportImport.objects.create(
        name=name[-255:], sha256=sha256, size=size, uploaded_by=by, uploaded_at=clock.now(), state=IMPORTING
    )


def begin_also(report: ReportImport, accounts: Sequence[BrokerAccount]) -> list[tuple[ReportImport, str]]:
    """The rows of a file of several accounts, the upload's own for the first, each with a note of the others."""
    further = [
        ReportImport.objects.create(
            name=report.name, sha256=report.sha256, size=report.size, uploaded_by=report.uploaded_by,
            uploaded_at=report.uploaded_at, state=IMPORTING,
        )
        for _ in accounts[1:]
    ]  # fmt: skip
    rows = [report, *further]
    if not further:
        return [(report, "")]
    words = ", ".join(f"{account.login} is import {row.pk}" for account, row in zip(accounts, rows, strict=True))
    return [(row, f"The file is of {len(accounts)} accounts: {words}.") for row in rows]


def finish_report(
    report: ReportImport,
    *,
    by: User | None,
    format: str,
    account: BrokerAccount,
    told: int,
    booked: Sequence[Booked],
    first_at: datetime | None,
    last_at: datetime | None,
    saved_at: datetime | None = None,
    closing_balance: Decimal | None = None,
    positions: int = 0,
    notes: Sequence[str] = (),
) -> None:
    """`told`: trades and cash operations in the file. Raises HistoryConflict if somebody else finished it."""
    costs = sum(one.costs for one in booked)
    finished = ReportImport.objects.filter(pk=report.pk, state=IMPORTING).update(
        state=IMPORTED,
        format=format,
        finished_at=clock.now(),
        account=account,
        saved_at=saved_at,
        first_at=first_at,
        last_at=last_at,
        closing_balance=closing_balance,
        deals_in_report=told,
        deals_added=sum(one.deals for one in booked),
        cash_operations_added=sum(one.cash for one in booked),
        costs_completed=costs,
        positions_added=positions,
        notes="\n".join(_shown(notes)),
    )
    if finished != 1:
        raise HistoryConflict("this upload was finished by somebody else")
    report.refresh_from_db()
    event = BrokerFileImported(
        subject=subject_of(account.pk),
        client=None,
        report=report.pk,
        file=report.name,
        format=format,
        sha256=report.sha256,
        deals_added=report.deals_added,
        cash_operations_added=report.cash_operations_added,
        already_known=report.already_known,
        costs_completed=costs,
        notes=len(notes),
    )
    record(event, by=by)


def _shown(notes: Sequence[str]) -> list[str]:
    if len(notes) <= MOST_NOTES:
        return list(notes)
    return [*notes[:MOST_NOTES], f"and {len(notes) - MOST_NOTES} more of the kind"]

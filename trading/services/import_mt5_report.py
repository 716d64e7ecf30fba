from __future__ import annotations

from datetime import UTC
from typing import IO

from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from fidus.lib.money import Money
from trading.domain.history import AccountHeader
from trading.domain.report_formats import MT5
from trading.domain.report_import_states import IMPORTED, IMPORTING
from trading.errors import HistoryConflict
from trading.events import BrokerHistoryImported, subject_of
from trading.models import BrokerAccount, ReportImport, Source
from trading.selectors import balance_breaks
from trading.services.find_reported_account import find_reported_account
from trading.services.keep_report import begin_report
from trading.services.merge_history import Added, merge_history
from trading.services.stage_history import Staged, stage_history


def import_mt5_report(
    *,
    file: IO[bytes],
    name: str,
    by: User | None,
    account: BrokerAccount | None = None,
    open_unknown: bool = True,
    report: ReportImport | None = None,
) -> ReportImport:
    """Bring a Trade History Report in, all or nothing; what is known already is not added again.

    `account` is the one it must be of; without it the report's own header tells, and an account not known yet is opened
    unless `open_unknown` is false. `report` is the row of an upload received earlier. Raises ReportRefused (HistoryGap,
    HistoryConflict, AccountMismatch) and AccountDisabled; nothing is kept then.
    """
    with transaction.atomic():
        if report is None:
            report = begin_report(file, name, by)

        def account_for(header: AccountHeader) -> BrokerAccount:
            return find_reported_account(header, chosen=account, open_unknown=open_unknown, by=by)

        staged = stage_history(file, account_for=account_for)
        locked, saved_at = staged.account, staged.header.saved_at.replace(tzinfo=UTC)
        # Of a live account, open positions and working orders are what visits see.
        newest = locked.source != Source.LIVE and (locked.snapshot_at is None or saved_at >= locked.snapshot_at)
        if newest:
            locked.snapshot_at = saved_at
        broken_before = balance_breaks([locked])
        added = merge_history(staged, report=report, newest=newest)
        for wrong in [] if broken_before else balance_breaks([locked]):
            raise HistoryConflict(
                f"with this report the deals held would make {wrong.computed}, but the balance is {wrong.printed}"
            )
        _finish(report, staged, added)
        record(_event(report, staged), by=by)
    return report


def _finish(report: ReportImport, staged: Staged, added: Added) -> None:
    totals = staged.totals
    finished = ReportImport.objects.filter(pk=report.pk, state=IMPORTING).update(
        state=IMPORTED,
        format=MT5,
        finished_at=clock.now(),
        account=staged.account,
        saved_at=staged.header.saved_at.replace(tzinfo=UTC),
        first_at=totals.first_at.replace(tzinfo=UTC),
        last_at=totals.last_at.replace(tzinfo=UTC),
        opening_balance=totals.opening_balance,
        closing_balance=totals.closing_balance,
        deals_in_report=totals.deals,
        deals_added=added.deals,
        cash_operations_added=added.cash_operations,
        orders_added=added.orders,
        positions_added=added.positions,
    )
    if finished != 1:
        raise HistoryConflict("this upload was finished by somebody else")
    report.refresh_from_db()


def _event(report: ReportImport, staged: Staged) -> BrokerHistoryImported:
    currency = staged.account.currency
    return BrokerHistoryImported(
        subject=subject_of(staged.account.pk),
        client=None,
        report=report.pk,
        file=report.name,
        sha256=report.sha256,
        deals_added=report.deals_added,
        cash_operations_added=report.cash_operations_added,
        already_known=report.already_known,
        opening_balance=Money(staged.totals.opening_balance, currency),
        closing_balance=Money(staged.totals.closing_balance, currency),
    )

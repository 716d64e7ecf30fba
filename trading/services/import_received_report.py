from __future__ import annotations

import logging

from django.core.files.storage import default_storage
from django.db import OperationalError, transaction

from accounts.trail.api import record
from fidus.lib import clock
from trading.domain.report_import_states import IMPORTING, NEXT, RECEIVED, REFUSED
from trading.errors import ReportRefused, TradingError
from trading.events import BrokerHistoryRefused
from trading.models import ReportImport
from trading.services.import_broker_file import import_broker_file

logger = logging.getLogger(__name__)
WAITING = (RECEIVED, IMPORTING)


def import_received_report(*, report: int) -> ReportImport | None:
    """Read an upload to its end: imported, or refused with the reason kept on its row.

    None if another worker has it in hand or it is finished. May be called again after a crash: what was begun left
    nothing behind.
    """
    begun = ReportImport.objects.filter(pk=report, state__in=WAITING)
    with transaction.atomic():
        # Whoever reads the file holds the row: the others pass it by and do not wait for minutes.
        if begun.select_for_update(skip_locked=True, of=("self",)).first() is None:
            return None
        begun.update(state=NEXT[RECEIVED, "begin"])
    with transaction.atomic():
        # The row stays locked while the file is read, so that two workers never read the same upload.
        row = begun.select_for_update(skip_locked=True, of=("self",)).select_related("account", "uploaded_by").first()
        if row is None:
            return None
        try:
            with default_storage.open(row.kept_as) as file:
                import_broker_file(file=file, name=row.name, account=row.account, by=row.uploaded_by, report=row)
        except FileNotFoundError:
            _refuse(row, ReportRefused("the uploaded file is gone; please upload it again"))
        except TradingError as error:
            _refuse(row, error)
        except OperationalError:
            # The database itself is unwell: the upload waits for the next round.
            raise
        except Exception:
            logger.exception("report %s could not be read", row.pk)
            _refuse(
                row, ReportRefused("an error of ours, not of the file; it is in the log under this import's number")
            )
    default_storage.delete(row.kept_as)
    return row


def _refuse(row: ReportImport, error: TradingError) -> None:
    ReportImport.objects.filter(pk=row.pk, state=IMPORTING).update(
        state=NEXT[IMPORTING, "refuse"],
        finished_at=clock.now(),
        refusal=str(error),
        refused_line=getattr(error, "line", None),
    )
    row.refresh_from_db()
    assert row.state == REFUSED
    event = BrokerHistoryRefused(
        subject=f"broker report:{row.pk}",
        client=None,
        report=row.pk,
        file=row.name,
        sha256=row.sha256,
        reason=str(error)[:1000],
    )
    record(event, by=row.uploaded_by)

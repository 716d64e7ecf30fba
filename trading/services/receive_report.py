from __future__ import annotations

from uuid import uuid4

from celery import current_app
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from kombu.exceptions import OperationalError

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from trading.events import BrokerReportReceived
from trading.models import BrokerAccount, ReportImport
from trading.services.keep_report import fingerprint

# Below the folder of files, until the report is read.
UPLOADS = "uploads"


def receive_report(*, file: File, name: str, by: User, account: BrokerAccount | None = None) -> ReportImport:
    """Keep an uploaded file until a worker has read it; the row says how far it is."""
    sha256, size = fingerprint(file)
    kept_as = default_storage.save(f"{UPLOADS}/{uuid4().hex}", file)
    try:
        with transaction.atomic():
            report = ReportImport.objects.create(
                name=name[-255:],
                sha256=sha256,
                size=size,
                uploaded_by=by,
                uploaded_at=clock.now(),
                account=account,
                kept_as=kept_as,
            )
            event = BrokerReportReceived(
                subject=f"broker report:{report.pk}", client=None, file=report.name, sha256=sha256, size=size
            )
            record(event, by=by)
            transaction.on_commit(lambda: _wake(report.pk), robust=True)
    except Exception:
        default_storage.delete(kept_as)
        raise
    return report


def _wake(report: int) -> None:
    """A lost message is no harm: the sweeper looks at the rows."""
    try:
        current_app.send_task("trading.tasks.import_report", [report], retry=False)
    except OperationalError:
        return

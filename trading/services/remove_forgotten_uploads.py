from datetime import timedelta

from django.core.files.storage import default_storage

from fidus.lib import clock
from trading.models import ReportImport
from trading.services.import_received_report import WAITING
from trading.services.receive_report import UPLOADS

# Longer than a file can lie between its arrival and its row.
FORGOTTEN_AFTER = timedelta(days=1)


def remove_forgotten_uploads() -> int:
    """How many files were removed that no report waits for: a process died before their row, or after their reading."""
    if not default_storage.exists(UPLOADS):
        return 0
    before = clock.now() - FORGOTTEN_AFTER
    names = [f"{UPLOADS}/{name}" for name in default_storage.listdir(UPLOADS)[1]]
    old = [name for name in names if default_storage.get_modified_time(name) < before]
    waited_for = set(ReportImport.objects.filter(state__in=WAITING, kept_as__in=old).values_list("kept_as", flat=True))
    forgotten = [name for name in old if name not in waited_for]
    for name in forgotten:
        default_storage.delete(name)
    return len(forgotten)

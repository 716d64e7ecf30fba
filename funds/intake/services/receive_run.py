"""Take a file of rows in, sealed, so that it can be looked at before anything is done."""

import hashlib

from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from funds.intake.archive import folder
from funds.intake.domain.layouts import Kind, suggest_columns
from funds.intake.domain.sheet import read_sheet
from funds.intake.domain.unusable import Unusable
from funds.intake.errors import IntakeError
from funds.intake.events import IntakeReceived
from funds.intake.models import IntakeRun
from funds.intake.services.wake import wake_on_commit

LARGEST = 10 * 1024 * 1024


@transaction.atomic
def receive_run(*, content: bytes, name: str, kind: Kind, whole: bool = True, by: User) -> IntakeRun:
    """The run, its columns guessed; raises IntakeError for a file that is no table."""
    if len(content) > LARGEST:
        raise IntakeError("The file is larger than 10 MB; bring it in in parts.")
    try:
        sheet = read_sheet(content)
    except Unusable as error:
        raise IntakeError(str(error)) from error
    sha256 = hashlib.sha256(content).hexdigest()
    kept_as = f"{sha256[:2]}/{sha256}"
    folder().put(kept_as, content)
    run = IntakeRun.objects.create(
        kind=kind.value,
        name=name[-255:] or "file",
        sha256=sha256,
        kept_as=kept_as,
        whole=whole,
        headings=list(sheet.headings),
        columns=suggest_columns(kind, sheet.headings),
        rows=len(sheet.rows),
        uploaded_by=by,
        uploaded_at=clock.now(),
    )
    record(IntakeReceived(f"intake:{run.pk}", None, kind.value, run.name, sha256, run.rows), by=by)
    wake_on_commit("try_run", run.pk)
    return run

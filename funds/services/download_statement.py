from django.db import transaction

from accounts.models import User
from accounts.trail import api as trail
from funds.models import Statement
from funds.statements import archive
from funds.statements.events import StatementDownloaded


def download_statement(*, statement: Statement, by: User) -> bytes:
    """The archived PDF, unchanged; that it was handed out is recorded first. Raises ArchiveDamaged."""
    pdf = archive.fetch(statement.file, sha256=statement.file_sha256)
    with transaction.atomic():
        event = StatementDownloaded(
            subject=statement.number, client=statement.client_id, file_sha256=statement.file_sha256
        )
        trail.record(event, by=by)
    return pdf

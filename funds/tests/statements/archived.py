"""A statement in the archive without the work of typesetting it, for tests of pages."""

import hashlib
from datetime import UTC, date, datetime

from funds.models import Statement
from funds.statements import archive
from funds.statements.canonical import canonical, fingerprint
from funds.statements.tests import samples

PDF = b"%PDF-1.7 a file of the archive"


def archived(client, *, month: date = date(2026, 10, 1), corrects: Statement | None = None) -> Statement:
    revision = corrects.revision + 1 if corrects else 1
    number = f"{month:%Y-%m}-{client.number}" + (f"-{revision}" if corrects else "")
    pdf = PDF + number.encode()
    text = canonical(samples.statement(number=number, client_number=client.number, client_name=client.name))
    digest = hashlib.sha256(pdf).hexdigest()
    file = f"{month:%Y-%m}/{number}-{digest[:16]}.pdf.sealed"
    archive.keep(file, pdf)
    return Statement.objects.create(
        number=number,
        client=client,
        month=month,
        revision=revision,
        corrects=corrects,
        correction="The closing value is 1.00 USD and was 2.00." if corrects else "",
        issued_at=datetime(2026, 11, 2, 8, 30, tzinfo=UTC),
        issued_by=None,
        known_at=1,
        figures=text,
        figures_sha256=fingerprint(text),
        file=file,
        file_sha256=digest,
        size=len(pdf),
        layout="0" * 16,
    )

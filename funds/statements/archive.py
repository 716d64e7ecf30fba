"""Where statements lie: a folder of sealed files beside the other documents."""

import hashlib
from pathlib import Path

from django.conf import settings

from fidus.lib.sealed_files import SealedFileError, SealedFolder
from funds.statements.errors import ArchiveDamaged


def _folder() -> SealedFolder:
    files = Path(settings.STORAGES["default"]["OPTIONS"]["location"])
    return SealedFolder(files / "statements", settings.DOCUMENT_KEYS)


def keep(name: str, pdf: bytes) -> None:
    _folder().put(name, pdf)


def fetch(name: str, *, sha256: str) -> bytes:
    """The PDF as it was issued; raises ArchiveDamaged."""
    try:
        pdf = _folder().get(name)
    except SealedFileError as error:
        raise ArchiveDamaged(f"The archived file cannot be read: {error}.") from error
    if hashlib.sha256(pdf).hexdigest() != sha256:
        raise ArchiveDamaged("The archived file is not the one that was issued.")
    return pdf

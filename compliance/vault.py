"""Where documents lie: encrypted under settings.DOCUMENT_KEYS, under names that say nothing."""

import hashlib
import secrets
from pathlib import Path

from django.conf import settings

from compliance.errors import DocumentDamaged
from compliance.models import Document
from fidus.lib.sealed_files import SealedFileError, SealedFolder


def _folder() -> SealedFolder:
    root = Path(settings.STORAGES["default"]["OPTIONS"]["location"])
    return SealedFolder(root / "documents", settings.DOCUMENT_KEYS)


def _path(stored_as: str) -> str:
    return f"{stored_as[:2]}/{stored_as}"


def keep(content: bytes) -> str:
    """Store the content encrypted; returns the random name it is kept under."""
    stored_as = secrets.token_hex(16)
    _folder().put(_path(stored_as), content)
    return stored_as


def forget(stored_as: str) -> None:
    """Remove a file that no row came to name."""
    _folder().remove(_path(stored_as))


def content_of(document: Document) -> bytes:
    """The content as it was uploaded, proven by its digest; raises DocumentDamaged."""
    try:
        content = _folder().get(_path(document.stored_as))
    except SealedFileError as error:
        raise DocumentDamaged(f"Document {document.pk} cannot be opened: {error}.") from error
    if hashlib.sha256(content).hexdigest() != document.sha256:
        raise DocumentDamaged(f"Document {document.pk} is not the file that was uploaded.")
    return content

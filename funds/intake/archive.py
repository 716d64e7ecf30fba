"""Where the files lie: a folder of sealed files beside the other documents."""

from pathlib import Path

from django.conf import settings

from fidus.lib.sealed_files import SealedFolder


def folder() -> SealedFolder:
    files = Path(settings.STORAGES["default"]["OPTIONS"]["location"])
    return SealedFolder(files / "intake", settings.DOCUMENT_KEYS)

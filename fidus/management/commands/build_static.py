"""manage.py build_static: build_assets and collectstatic, but only when a style sheet or script has changed."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Collect, name by content and compress style sheets and scripts; done at once when nothing has changed."
    requires_system_checks: list[str] = []

    def handle(self, **options: Any) -> None:
        call_command("build_assets", stdout=self.stdout)
        stamp = Path(settings.STATIC_ROOT) / ".built-from"
        built_from = _fingerprint()
        if stamp.exists() and stamp.read_text() == built_from:
            self.stdout.write("Nothing has changed.")
            return
        stamp.unlink(missing_ok=True)
        call_command("collectstatic", interactive=False, verbosity=1, stdout=self.stdout)
        stamp.write_text(built_from)


def _fingerprint() -> str:
    seen = hashlib.sha256(str(settings.STORAGES["staticfiles"]).encode())
    for name, path in sorted(_sources()):
        state = path.stat()
        seen.update(f"{name} {state.st_size} {state.st_mtime_ns}\n".encode())
    return seen.hexdigest()


def _sources() -> Iterator[tuple[str, Path]]:
    for finder in get_finders():
        for name, storage in finder.list(None):  # type: ignore[attr-defined]
            yield name, Path(storage.path(name))

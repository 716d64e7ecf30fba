"""Print who may do what."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from accounts.domain.roles import as_markdown

PAGE = Path("docs/permissions.md")


class Command(BaseCommand):
    help = "Writes docs/permissions.md from accounts/domain/roles.py."
    requires_system_checks = []

    def handle(self, **options: Any) -> None:
        (settings.BASE_DIR / PAGE).write_text(as_markdown())
        self.stdout.write(f"wrote {PAGE}")

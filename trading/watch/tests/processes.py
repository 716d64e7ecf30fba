"""The watch in processes of its own, which are killed; their turns come free sooner than in earnest."""

from __future__ import annotations

import os
import subprocess
import sys

from django.conf import settings
from django.db import connection

LEASE = 3  # seconds


def a_process() -> subprocess.Popen:
    database = connection.settings_dict
    url = f"postgresql://fidus_app@/{database['NAME']}?host={database['HOST']}&port={database['PORT'] or 5432}"
    environment = {
        **os.environ, "DJANGO_SETTINGS_MODULE": "fidus.settings", "SECRET_KEY": "tests",
        "DOCUMENT_KEYS": settings.DOCUMENT_KEYS[0], "DATABASE_URL": url, "REDIS_URL": "redis://127.0.0.1:1/0",
        "WATCH_LEASE_SECONDS": str(LEASE),
    }  # fmt: skip
    return subprocess.Popen(
        [sys.executable, "manage.py", "watch_accounts"], env=environment, cwd=settings.BASE_DIR, stdout=subprocess.PIPE
    )

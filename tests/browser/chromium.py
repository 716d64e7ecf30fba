"""Where a Chromium is, on Debian, macOS, or wherever playwright put its own."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
APPLICATIONS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
# It asks its makers for nothing while it tests; as root its sandbox cannot be made.
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run", "--font-render-hinting=none", "--disable-features=Translate,MediaRouter,OptimizationHints",
]  # fmt: skip


def find_chromium() -> str | None:
    given = os.environ.get("CHROMIUM")
    candidates = [given, *(shutil.which(name) for name in NAMES), *APPLICATIONS]
    found = next((path for path in candidates if path and Path(path).exists()), None)
    return found or _playwrights_own()


def needed_chromium() -> str:
    """The same for a test: it fails in CI where there is none, and is skipped elsewhere."""
    path = find_chromium()
    if path is not None:
        return path
    message = "no Chromium here: install one or name it in CHROMIUM"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


def _playwrights_own() -> str | None:
    home = Path.home()
    for cache in (home / ".cache/ms-playwright", home / "Library/Caches/ms-playwright"):
        for pattern in (
            "chromium-*/chrome-linux*/chrome",
            "chromium-*/chrome-mac*/Chromium.app/Contents/MacOS/Chromium",
        ):
            if found := sorted(cache.glob(pattern)):
                return str(found[-1])
    return None


@contextmanager
def chromium(path: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()

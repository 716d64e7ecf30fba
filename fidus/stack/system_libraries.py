"""Which system packages are missing. Runs on the standard library alone, before anything is installed.

As a script it prints their names, Debian's or, with --brew, Homebrew's; with --browser it looks for Chromium too.
"""

import ctypes
import ctypes.util
import os
import shutil
import sys
from pathlib import Path

# Debian's package: the library in it that WeasyPrint loads.
LIBRARIES = {
    "libpango-1.0-0": "pango-1.0",
    "libpangoft2-1.0-0": "pangoft2-1.0",
    "libharfbuzz-subset0": "harfbuzz-subset",
}
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def browser() -> str | None:
    """The Chromium that browser tests drive; CHROMIUM names another."""
    chosen = os.environ.get("CHROMIUM")
    return chosen or next((found for name in BROWSERS if (found := shutil.which(name))), None)


def missing_packages(*, with_browser: bool = False) -> list[str]:
    """Names of Debian packages whose content is not on this machine."""
    missing = [package for package, library in LIBRARIES.items() if not _loads(library)]
    if sys.platform == "linux" and not _has_fonts():
        missing.append("fonts-dejavu-core")
    if with_browser and not browser():
        missing.append("chromium")
    return missing


def _loads(library: str) -> bool:
    # find_library asks a compiler on some machines: only where the usual names fail.
    for name in (f"lib{library}.so.0", f"lib{library}.0.dylib", f"/opt/homebrew/lib/lib{library}.0.dylib"):
        try:
            ctypes.CDLL(name)
        except OSError:
            continue
        return True
    return ctypes.util.find_library(library) is not None


def _has_fonts() -> bool:
    folders = [Path(folder).expanduser() for folder in FONT_FOLDERS]
    return any(next(folder.rglob("*.[to]tf"), None) for folder in folders if folder.is_dir())


if __name__ == "__main__":
    names = missing_packages(with_browser="--browser" in sys.argv)
    if "--brew" in sys.argv:
        names = sorted({"chromium" if name == "chromium" else "pango" for name in names})
    print(*names)

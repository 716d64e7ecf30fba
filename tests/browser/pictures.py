"""python -m tests.browser.pictures [NAME ...]: pictures of all pages, or of those named, in var/pictures."""

import sys

import pytest

if __name__ == "__main__":
    wanted = ["-k", " or ".join(f"[{name}]" for name in sys.argv[1:])] if sys.argv[1:] else []
    sys.exit(pytest.main(["tests/browser/test_pages.py", "--pictures", "-q", "--no-header", *wanted]))

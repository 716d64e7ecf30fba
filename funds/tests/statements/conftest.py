import pytest

from fidus.lib import clock
from funds.tests.statements import books


@pytest.fixture
def november(committed_db, settings, tmp_path):
    """The third of November 2026, with an archive of the test's own."""
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": "django.core.files.storage.FileSystemStorage",
                                                         "OPTIONS": {"location": tmp_path}}}  # fmt: skip
    with clock.at(books.THIRD_OF_NOVEMBER):
        yield tmp_path

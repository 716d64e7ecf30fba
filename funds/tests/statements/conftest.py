import pytest

from accounts.services.open_client import open_client
from fidus.lib import clock
from funds.tests.statements import books
from funds.tests.statements.archived import archived


@pytest.fixture
def archive_folder(settings, tmp_path):
    """An archive of the test's own."""
    storage = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": storage}
    return tmp_path


@pytest.fixture
def november(committed_db, archive_folder):
    """The third of November 2026, where everything commits and is sealed."""
    with clock.at(books.THIRD_OF_NOVEMBER):
        yield archive_folder


@pytest.fixture
def ada(db, archive_folder):
    """Ada's client with a statement of October, and Ada, who logs in for it."""
    client = open_client(kind="person", name="Ada Example", by=None)
    person = books.user("ada@fidus.example", client)
    return client, person, archived(client)

"""Files of each test in a folder of its own."""

import pytest


@pytest.fixture(autouse=True)
def own_files(tmp_path, settings):
    default = {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path / "files"}}
    settings.STORAGES = {**settings.STORAGES, "default": default}
    return tmp_path / "files"

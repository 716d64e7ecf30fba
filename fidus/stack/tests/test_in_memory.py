"""Servers in memory: only where there is room, and none is left behind."""

import os
import subprocess

import psutil
import pytest

from fidus.stack import in_memory
from fidus.stack.in_memory import folder_in_memory, remove
from fidus.stack.postgres import Postgres

QUICK = {"fsync": "off", "shared_buffers": "8MB", "max_connections": "10"}


@pytest.fixture
def dead() -> int:
    """The number of a process that is no more."""
    process = subprocess.Popen(["true"])
    process.wait()
    return process.pid


def test_without_room_or_without_such_a_folder_there_is_none(tmp_path):
    assert folder_in_memory(2**60, tmp_path) is None
    assert folder_in_memory(0, tmp_path / "nowhere") is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("limit", "room", "fits"), [("3000", 2_000, True), ("3000", 2_001, False), ("max", 2_001, True)]
)
def test_a_container_has_the_room_that_it_is_given(tmp_path, monkeypatch, limit, room, fits):
    for name, text in (("_LIMIT", f"{limit}\n"), ("_TAKEN", "1000\n")):
        file = tmp_path / name
        file.write_text(text)
        monkeypatch.setattr(in_memory, name, file)
    assert (folder_in_memory(room, tmp_path) is not None) == fits


def test_servers_end_with_their_folder(tmp_path):
    folder = folder_in_memory(0, tmp_path)
    server = Postgres(folder / "gw0" / "postgres", QUICK)
    server.start()
    process = server.server()
    remove(folder)
    assert not folder.exists()
    assert not process.is_running() or process.status() == psutil.STATUS_ZOMBIE


def test_what_a_dead_run_left_goes_and_what_others_have_stays(tmp_path, dead):
    left, theirs = tmp_path / f"fidus-tests-{dead}-abc", tmp_path / f"fidus-tests-{os.getppid()}-abc"
    other = tmp_path / "fidus-tests-of-somebody"
    for folder in (left, theirs, other):
        (folder / "gw0").mkdir(parents=True)
    ours = folder_in_memory(0, tmp_path)
    assert {folder.name for folder in tmp_path.iterdir()} == {theirs.name, other.name, ours.name}

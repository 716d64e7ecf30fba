"""The template of the tests is made anew when anything changes that a migration reads."""

import ast
from pathlib import Path

import pytest

from fidus.stack.scratch_database import READ_ALL_THE_SAME, ROOT, UNREAD

FOLLOWS_A_MIGRATION = ["fidus/grants.py", "fidus/second_wall.py", "accounts/apps.py"]
READ = sorted(
    [*(path.relative_to(ROOT) for path in ROOT.glob("*/**/migrations/*.py")), *map(Path, FOLLOWS_A_MIGRATION)]
)
OURS = {path.parent.name for path in ROOT.glob("*/__init__.py")}


def test_there_are_migrations():
    assert len(READ) > 50


@pytest.mark.parametrize("path", READ, ids=str)
def test_nothing_is_read_from_rooms_that_count_for_nothing(path):
    assert [name for name in _imported(path) if _is_unread(name)] == []


def _imported(path: Path) -> list[str]:
    nodes = list(ast.walk(ast.parse((ROOT / path).read_text())))
    named = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    return named + [node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module]


def _is_unread(name: str) -> bool:
    parts = name.split(".")
    return parts[0] in OURS and bool(UNREAD & set(parts)) and not name.startswith(READ_ALL_THE_SAME.replace("/", "."))

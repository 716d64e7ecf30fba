"""Half of all modules are the back office's pages; who shows none has to be up soon, and does without them."""

import subprocess
import sys

import pytest
from django.conf import settings

PAGES = """
import pathlib, sys
ours = {path.parent.name for path in pathlib.Path(".").glob("*/apps.py")}
print(sum(name.split(".")[0] in ours and ".admin." in name for name in sys.modules))
"""


@pytest.mark.parametrize(
    ("program", "loaded"),
    [
        ("from fidus.management.commands.trade import Command; assert not Command.requires_system_checks", False),
        ("from django.core import checks; assert checks.run_checks(tags=['admin']) == []", True),
    ],
)
def test_pages_are_checked_and_not_loaded_by_who_trades(program, loaded):
    command = [sys.executable, "-W", "ignore", "-c", f"import django; django.setup(); {program}\n{PAGES}"]
    told = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, check=True, text=True).stdout
    assert (int(told) > 50) == loaded
    assert loaded or int(told) == 0

"""What the documents say of the code is true of it: links, files, commands and the drawings of states."""

import importlib
import re
import subprocess

import pytest
from django.conf import settings
from django.core.management import get_commands

ROOT = settings.BASE_DIR
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
TABLES = sorted(path.relative_to(ROOT) for path in ROOT.glob("*/**/domain/*_states.py"))
OF_DJANGO = {"widgets.css"}
ARROW = re.compile(r"^ +(\w+) --> (\w+): ([^(\n]+)", re.MULTILINE)


def name_of(page):
    return str(page.relative_to(ROOT))


@pytest.fixture(scope="module")
def files():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split()
    if not listed:
        pytest.skip("the tree is not a checkout of git")
    return listed


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_leads_somewhere(page):
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text())
    broken = [target for target in targets if "://" not in target and not (page.parent / target).exists()]
    assert not broken


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_file_that_is_named_exists(page, files):
    named = set(re.findall(r"(?<![\w>./-])[\w./-]*\w\.(?:py|md|css|sql|sh|html|svg|yml|toml)\b", page.read_text()))
    missing = [
        name for name in named - OF_DJANGO if not any(f"/{file}".endswith(f"/{name.lstrip('./')}") for file in files)
    ]
    assert not missing


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_command_that_is_named_exists(page):
    named = set(re.findall(r"manage\.py ([a-z_0-9]+)", page.read_text()))
    assert named <= set(get_commands())


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_states_are_drawn_as_the_tables_have_them(table):
    page = (ROOT / "docs" / "states.md").read_text()
    drawn = [section for section in page.split("\n## ") if f"(`{table}`)" in section.splitlines()[0]]
    assert len(drawn) == 1
    arrows = {(old, action.strip().replace(" ", "_"), new) for old, new, action in ARROW.findall(drawn[0])}
    module = importlib.import_module(".".join(table.with_suffix("").parts))
    tables = [value for value in vars(module).values() if isinstance(value, dict) and _is_table(value)]
    known = {
        (str(old), str(action).replace(" ", "_"), str(new)) for one in tables for (old, action), new in one.items()
    }
    assert known
    assert arrows == known


def _is_table(value):
    return all(isinstance(key, tuple) for key in value)

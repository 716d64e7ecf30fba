"""docs/security/asvs.md answers every requirement once, names tests that exist, and counts them rightly."""

import ast
import re
from collections import Counter
from functools import cache

from django.conf import settings

ROOT = settings.BASE_DIR
PAGE = ROOT / "docs" / "security" / "asvs.md"
# OWASP ASVS 5.0.0 without chapter V17: a section, then the level of each of its requirements in their order.
LEVELS = """
1.1 22, 1.2 1111122223, 1.3 112222222223, 1.4 222, 1.5 123, 2.1 122, 2.2 112, 2.3 12223, 2.4 23, 3.1 3, 3.2 113,
3.3 12223, 3.4 11222233, 3.5 11122333, 3.6 3, 3.7 22333, 4.1 12233, 4.2 23333, 4.3 22, 4.4 1222, 5.1 2, 5.2 112333,
5.3 113, 5.4 222, 6.1 122, 6.2 111111112222, 6.3 11223333, 6.4 112233, 6.5 22222333, 6.6 2223, 6.7 33, 6.8 2222,
7.1 222, 7.2 1111, 7.3 22, 7.4 11222, 7.5 223, 7.6 22, 8.1 1233, 8.2 1123, 8.3 133, 8.4 23, 9.1 111, 9.2 1222,
10.1 22, 10.2 223, 10.3 22223, 10.4 1111122222233333, 10.5 22222, 10.6 22, 10.7 222, 11.1 2233, 11.2 22233,
11.3 11233, 11.4 1222, 11.5 23, 11.6 23, 11.7 33, 12.1 12233, 12.2 11, 12.3 22223, 13.1 2333, 13.2 222223, 13.3 2233,
13.4 1222233, 14.1 22, 14.2 12223333, 14.3 122, 15.1 12233, 15.2 12233, 15.3 1222222, 15.4 3333, 16.1 2, 16.2 22222,
16.3 2222, 16.4 222, 16.5 2223
"""
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| (\d) \| [^|]+ \| (test|decision|not yet) \| ([^|]+) \|$", re.MULTILINE)
NAMED = re.compile(r"`([\w/]+\.py)::(\w+)`")


def wanted() -> dict[str, str]:
    """Requirement -> its level, of levels 1 and 2."""
    found = {}
    for part in LEVELS.split(","):
        section, levels = part.split()
        found |= {f"{section}.{place}": level for place, level in enumerate(levels, 1) if level != "3"}
    return found


def rows() -> list[tuple[str, str, str, str]]:
    return ROW.findall(PAGE.read_text())


@cache
def names_in(path: str) -> frozenset[str]:
    file = ROOT / path
    if not file.is_file():
        return frozenset()
    tree = ast.parse(file.read_text())
    return frozenset(part.name for part in ast.walk(tree) if isinstance(part, ast.FunctionDef))


def test_every_requirement_of_the_levels_one_and_two_is_answered_once():
    assert len(wanted()) == 246
    assert [number for number, *_ in rows()] == list(wanted())
    assert {number: level for number, level, *_ in rows()} == wanted()


def test_every_test_that_is_named_exists():
    named = [found for page in PAGE.parent.glob("*.md") for found in NAMED.findall(page.read_text())]
    assert len(named) > 150
    assert [f"{path}::{name}" for path, name in named if name not in names_in(path)] == []


def test_what_counts_as_tested_names_a_test():
    assert [number for number, _, kind, answer in rows() if kind == "test" and not NAMED.search(answer)] == []


def test_what_is_missing_is_listed_again_at_the_end_and_the_counts_agree():
    text = PAGE.read_text()
    end = text[text.index("\n## Not yet\n") :]
    missing = [number for number, _, kind, _ in rows() if kind == "not yet"]
    assert re.findall(r"^- \*\*(\d+\.\d+\.\d+)\*\*", end, re.MULTILINE) == missing
    kinds = Counter(kind for _, _, kind, _ in rows())
    counted = re.search(r"(\d+) by a test, (\d+) by a decision, (\d+) not yet", text)
    assert counted is not None
    assert [int(part) for part in counted.groups()] == [kinds["test"], kinds["decision"], kinds["not yet"]]

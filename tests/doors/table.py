"""The table of who enters where, as the page docs/security/doors.md."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from accounts.domain.roles import ROLES

IN, LOGIN, NO = "in", "login", "no"
_MARKS = {IN: "yes", LOGIN: "log in", NO: "no"}
_SAID = {mark: said for said, mark in _MARKS.items()}
_HEAD = """# Who is let in where

Each address of the site and each operation of the API, tried by a visitor and by every role. *yes*: let in, if only to
be told that there is no such thing; *no*: refused; *log in*: asked to log in first. Whose things somebody sees behind
a door is another matter: clients see their own alone. A login that is suspended or ended is a visitor, and so is
somebody who was invited and has not accepted. A test tries all of it, fails for an address without a row, and
writes this page (`pytest tests/doors --write-doors -p no:xdist`).
"""


def as_markdown(everybody: Sequence[str], said: Mapping[str, Mapping[str, str]]) -> str:
    """The page; `said` is who -> door -> what it said."""
    names = [ROLES[who].name if who in ROLES else who.capitalize() for who in everybody]
    lines = [_HEAD, f"| Door | {' | '.join(names)} |", f"|---|{'---|' * len(names)}"]
    doors = sorted({door for answers in said.values() for door in answers}, key=lambda door: door.split()[::-1])
    for door in doors:
        marks = [_MARKS.get(said.get(who, {}).get(door, ""), "?") for who in everybody]
        lines.append(f"| `{door}` | {' | '.join(marks)} |")
    return "\n".join(lines) + "\n"


def read_table(page: Path) -> dict[str, dict[str, str]]:
    """Who -> door -> what it says, as the page has it; empty where there is no page."""
    if not page.exists():
        return {}
    rows = [line.strip("| \n").split(" | ") for line in page.read_text().splitlines() if line.startswith("|")]
    names = {role.name: key for key, role in ROLES.items()} | {"Visitor": "visitor"}
    everybody = [names.get(name, name) for name in rows[0][1:]]
    table: dict[str, dict[str, str]] = {who: {} for who in everybody}
    for door, *marks in rows[2:]:
        for who, mark in zip(everybody, marks, strict=True):
            if mark in _SAID:
                table[who][door.strip("`")] = _SAID[mark]
    return table

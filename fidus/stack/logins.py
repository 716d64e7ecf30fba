"""The demo's logins: `manage.py demo` writes var/demo-logins.json, the start prints it.

The file is a list of {"role": ..., "email": ..., "password": ..., "secret": ...}, readable by its owner alone.
"""

import json
from pathlib import Path

FILE = "demo-logins.json"


def printable(var: Path) -> str:
    """The logins as a table, empty where there are none."""
    try:
        logins = json.loads((var / FILE).read_text())
    except (OSError, ValueError):
        return ""
    rows = [(str(one["role"]), str(one["email"]), str(one["password"])) for one in logins]
    widths = [max(len(row[column]) for row in rows) for column in range(3)] if rows else []
    lines = ["  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    second = "Their second step shows its code on the page itself; manage.py demo_code E-MAIL prints it, too."
    return "\n".join(["Logins of the demo firm:", *(line.rstrip() for line in lines), second]) if rows else ""

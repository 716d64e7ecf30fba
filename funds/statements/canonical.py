"""The canonical form of a statement's figures: one text for one meaning, and its fingerprint."""

import hashlib
import json
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal

from funds.statements.figures import LATER, Letterhead, StatementFigures


def canonical(figures: StatementFigures) -> str:
    """JSON with sorted keys, no spaces, exact decimals and ISO dates as strings."""
    return dump(plain(figures))


def dump(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def fingerprint(text: str) -> str:
    """SHA-256 of the canonical text in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def verification_code(of: str) -> str:
    """What a reader types to verify: the first 16 digits of the fingerprint."""
    return of[:16]


def plain(value: object) -> object:
    """Dataclasses as objects, decimals and dates as strings; a float would not be exact and is refused.

    A figure that came later stands only where it says something, so that older statements keep their text.
    """
    if is_dataclass(value) and not isinstance(value, type):
        said = [field for field in fields(value) if getattr(value, field.name) or not field.metadata.get(LATER)]
        return {field.name: plain(getattr(value, field.name)) for field in said}
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, str | int):
        return value
    raise TypeError(f"{type(value).__name__} has no canonical form")


def letterhead_of(text: str) -> Letterhead:
    """The letterhead as it was printed, out of a canonical text."""
    head = dict(json.loads(text)["letterhead"])
    for name in ("start", "end", "issued_on"):
        head[name] = date.fromisoformat(head[name])
    return Letterhead(**{**head, "address": tuple(head["address"])})


def substance(text: str) -> str:
    """The part that is history: without the letterhead, the expectations and the seal number.

    Two statements of a month differ, and the second is a correction, exactly if their substance differs.
    """
    sheets = json.loads(text)["sheets"]
    for sheet in sheets:
        del sheet["coming"]
        for investment in sheet["investments"]:
            investment["schedule"] = [row for row in investment["schedule"] if not row["projected"]]
            for foresight in ("window", "notice_by"):
                del investment["terms"][foresight]
    return dump(sheets)

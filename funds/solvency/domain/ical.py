"""Coming payments as a calendar file (RFC 5545): one entry a day, all day, with its sums."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from funds.solvency.domain.cash_line import CashDay

_LONGEST = 75


def as_ical(days: Iterable[CashDay], *, made_at: datetime, host: str) -> bytes:
    """`made_at` is UTC; an entry keeps its id from file to file, so a calendar replaces it."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//FIDUS//cash calendar//EN"]
    for day in days:
        lines += _entry(day, made_at, host)
    return "".join(f"{_folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"]).encode()


def _entry(day: CashDay, made_at: datetime, host: str) -> list[str]:
    summary = f"Pay {day.due}" if day.due else f"Window: {day.may_leave} may leave"
    told = [f"{item.kind.value}: {item.amount} {item.investment} {item.client}".strip() for item in day.items]
    return [
        "BEGIN:VEVENT",
        f"UID:cash-{day.on.isoformat()}@{host}",
        f"DTSTAMP:{made_at:%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{_day(day.on)}",
        f"DTEND;VALUE=DATE:{_day(day.on + timedelta(days=1))}",
        f"SUMMARY:{_escaped(summary)}",
        f"DESCRIPTION:{_escaped(chr(10).join(told))}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _day(day: date) -> str:
    return f"{day:%Y%m%d}"


def _escaped(text: str) -> str:
    plain = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return plain.replace("\r", "").replace("\n", "\\n")


def _folded(line: str) -> str:
    """At most 75 octets a line, without cutting a character in two."""
    folded: list[str] = []
    part = b""
    for character in line:
        octets = character.encode()
        # A line that goes on begins with a space, which counts.
        if len(part) + len(octets) > _LONGEST - (1 if folded else 0):
            folded.append(part.decode())
            part = b""
        part += octets
    return "\r\n ".join([*folded, part.decode()])

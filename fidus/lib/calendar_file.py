"""Whole days as a calendar file that calendars read in (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

CALENDAR_TYPE = "text/calendar; charset=utf-8"
_LONGEST = 75  # octets of a line, its end not counted


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One all-day entry; `uid` stays the same for the same thing, so that a newer file replaces it.

    `remind_days` before it the calendar speaks up, where it is not None.
    """

    uid: str
    on: date
    title: str
    text: str = ""
    remind_days: int | None = None


def as_calendar(name: str, days: Iterable[CalendarDay], *, made_at: datetime, product: str) -> bytes:
    """`made_at` knows its zone; `product` is what made the file, such as FIDUS."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//{_text(product)}//EN", "CALSCALE:GREGORIAN",
             "METHOD:PUBLISH", f"X-WR-CALNAME:{_text(name)}"]  # fmt: skip
    stamp = made_at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    for day in days:
        lines += ["BEGIN:VEVENT", f"UID:{_text(day.uid)}", f"DTSTAMP:{stamp}", f"DTSTART;VALUE=DATE:{day.on:%Y%m%d}",
                  f"DTEND;VALUE=DATE:{day.on + timedelta(days=1):%Y%m%d}", f"SUMMARY:{_text(day.title)}"]  # fmt: skip
        if day.text:
            lines.append(f"DESCRIPTION:{_text(day.text)}")
        lines.append("TRANSP:TRANSPARENT")
        if day.remind_days is not None:
            lines += ["BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{_text(day.title)}",
                      f"TRIGGER:-P{day.remind_days}D", "END:VALARM"]  # fmt: skip
        lines.append("END:VEVENT")
    lines.append("END:VCALENDAR")
    return b"".join(_folded(line) for line in lines)


def _text(value: str) -> str:
    """Section 3.3.11: what has a meaning of its own is escaped."""
    escaped = value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def _folded(line: str) -> bytes:
    """Section 3.1: no line longer than 75 octets, and no character cut in two."""
    parts: list[bytes] = []
    part = b""
    for character in line:
        octets = character.encode()
        if len(part) + len(octets) > _LONGEST - (1 if parts else 0):
            parts.append(part)
            part = b""
        part += octets
    return b"\r\n ".join([*parts, part]) + b"\r\n"

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from fidus.lib.calendar_file import CalendarDay, as_calendar

MADE = datetime(2026, 11, 21, 12, 30, tzinfo=UTC)


def written(*days: CalendarDay) -> list[str]:
    file = as_calendar("Dates", days, made_at=MADE, product="FIDUS").decode()
    assert file.endswith("END:VCALENDAR\r\n")
    return file.replace("\r\n ", "").split("\r\n")


def test_a_day_is_written_as_the_standard_asks():
    lines = written(CalendarDay("window-1@fidus", date(2026, 12, 31), "Window, last; day", "Ask\nby", remind_days=3))
    assert lines == [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//FIDUS//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
        "X-WR-CALNAME:Dates", "BEGIN:VEVENT", "UID:window-1@fidus", "DTSTAMP:20261121T123000Z",
        "DTSTART;VALUE=DATE:20261231", "DTEND;VALUE=DATE:20270101", "SUMMARY:Window\\, last\\; day",
        "DESCRIPTION:Ask\\nby", "TRANSP:TRANSPARENT", "BEGIN:VALARM", "ACTION:DISPLAY",
        "DESCRIPTION:Window\\, last\\; day", "TRIGGER:-P3D", "END:VALARM", "END:VEVENT", "END:VCALENDAR", "",
    ]  # fmt: skip


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=200))
def test_no_line_is_longer_than_seventy_five_octets_and_every_title_comes_back(title):
    file = as_calendar("Dates", [CalendarDay("u", date(2026, 1, 1), title)], made_at=MADE, product="FIDUS")
    assert all(len(line) <= 75 for line in file.split(b"\r\n"))
    unfolded = file.decode().replace("\r\n ", "")
    summary = next(line for line in unfolded.split("\r\n") if line.startswith("SUMMARY:")).removeprefix("SUMMARY:")
    assert summary.replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\") == title or "\\" in title

"""What is on its way out, and how an answer says so: RFC 9745 (Deprecation) and RFC 8594 (Sunset)."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from email.utils import format_datetime

# How long what is deprecated goes on at least (docs/api.md).
NOTICE = timedelta(days=180)


@dataclass(frozen=True)
class Deprecation:
    """From `since` on (midnight UTC) programs should do `instead`; after `sunset` a release may take it away."""

    since: date
    sunset: date
    instead: str

    def __post_init__(self) -> None:
        if self.sunset - self.since < NOTICE:
            raise ValueError(f"what is deprecated goes on for {NOTICE.days} days at least")

    @property
    def words(self) -> str:
        """For the description."""
        return f"Deprecated since {self.since}, goes on until {self.sunset}: {self.instead}"

    def headers(self, explained_at: str) -> dict[str, str]:
        """What an answer says; `explained_at` is the address of a page for people."""
        return {
            "Deprecation": f"@{int(_midnight(self.since).timestamp())}",
            "Sunset": format_datetime(_midnight(self.sunset), usegmt=True),
            "Link": f'<{explained_at}>; rel="deprecation"; type="text/html"',
        }


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)

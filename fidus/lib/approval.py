"""What waits for a second person, as every app tells of it and the approvals inbox shows it."""

from dataclasses import dataclass
from datetime import date, datetime

from fidus.lib.money import Money


@dataclass(frozen=True)
class Approval:
    """One decision that its reader may take; money that would leave is negative."""

    what: str
    about: str
    url: str
    asked_by: str
    since: date | datetime | None
    amount: Money | None = None

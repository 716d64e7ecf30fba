"""Which of the published fee schedules an investment is under on a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Protocol, TypeVar


class Dated(Protocol):
    """What the choice depends on; `client_id` is None for a schedule of everybody in the fund."""

    client_id: int | None
    valid_from: date
    applies_to_all: bool


S = TypeVar("S", bound=Dated)


def in_force(schedules: Iterable[S], *, client: int, opened_on: date, on: date) -> S | None:
    """The client's own schedule before everybody's, then the newest; None: no fees.

    An investment keeps the schedule of the day it was opened, unless a later one says that it applies to all.
    """
    fitting = [
        schedule
        for schedule in schedules
        if schedule.client_id in (None, client)
        and schedule.valid_from <= on
        and (schedule.applies_to_all or schedule.valid_from <= opened_on)
    ]
    return max(fitting, key=lambda schedule: (schedule.client_id is not None, schedule.valid_from), default=None)

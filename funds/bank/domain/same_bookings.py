"""Which bookings of a file are held already: never by their place, never one for two.

Two equal bookings of a day are two. A file that comes again, or one that overlaps another, adds only what is missing:
of each kind of booking there are in the end as many as the file with most of them has.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Told:
    """A booking as two files can be compared by it: `said` is its text without spaces, `form` the kind of file."""

    booked_on: date
    minor: int
    reference: str
    said: str
    form: str


def missing_from(held: Sequence[Told], brought: Sequence[Told]) -> list[int]:
    """The places in `brought` of what is not held yet."""
    free: dict[tuple[date, int], list[Told]] = defaultdict(list)
    for one in held:
        free[one.booked_on, one.minor].append(one)
    known: set[int] = set()
    # The surest likeness first: otherwise a vague one could take the counterpart of an exact one.
    for alike in (_same_reference, _same_words, _other_form):
        for place, one in enumerate(brought):
            if place in known:
                continue
            candidates = free[one.booked_on, one.minor]
            found = next((held_one for held_one in candidates if alike(held_one, one)), None)
            if found is not None:
                candidates.remove(found)
                known.add(place)
    return [place for place in range(len(brought)) if place not in known]


def _same_reference(one: Told, other: Told) -> bool:
    return bool(one.reference) and one.reference == other.reference


def _differ_by_reference(one: Told, other: Told) -> bool:
    return bool(one.reference) and bool(other.reference)


def _same_words(one: Told, other: Told) -> bool:
    return not _differ_by_reference(one, other) and one.form == other.form and one.said == other.said


def _other_form(one: Told, other: Told) -> bool:
    """The same bank writes other words in CAMT than in CSV; there the day and the amount must do."""
    return not _differ_by_reference(one, other) and one.form != other.form


@dataclass(frozen=True, slots=True)
class Link:
    """A statement as a link of a chain: it continues another that closed, that day or before, where it opens."""

    key: int
    number: str
    page: str
    opening: int | None
    opening_on: date | None
    closing: int | None
    closing_on: date | None


def beside(new: Link, held: Sequence[Link]) -> set[int]:
    """Keys of the statements that share no booking with `new`: its other pages, and those its chain leads to."""
    found = {one.key for one in held if new.number and one.number == new.number and one.page != new.page}
    for follows in (_follows, lambda one, other: _follows(other, one)):
        ends, seen = [new], set[int]()
        while ends:
            end = ends.pop()
            for one in held:
                if one.key not in seen and follows(end, one):
                    seen.add(one.key)
                    ends.append(one)
        found |= seen
    return found


def _follows(later: Link, earlier: Link) -> bool:
    """Whether `later` opens with what `earlier` closed with; numbers tell them apart, balances alone do not."""
    if later.opening is None or later.opening_on is None or earlier.closing_on is None:
        return False
    apart = bool(later.number or later.page) and (later.number, later.page) != (earlier.number, earlier.page)
    return apart and later.opening == earlier.closing and earlier.closing_on <= later.opening_on

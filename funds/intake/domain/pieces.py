"""Rows cut into pieces that can be tried apart: rows that touch the same thing stay together."""

from collections.abc import Hashable, Iterable, Sequence

from funds.intake.domain.layouts import Kind
from funds.intake.domain.rows import Row


def pieces(kind: Kind, rows: Sequence[Row], *, least: int) -> list[list[Row]]:
    """Every row once, at least `least` to a piece (the last excepted), the same for the same rows."""
    piece: list[Row] = []
    found = [piece]
    for kin in _kin(kind, rows):
        if len(piece) >= least:
            piece = []
            found.append(piece)
        piece.extend(kin)
    return [one for one in found if one]


def _kin(kind: Kind, rows: Sequence[Row]) -> Iterable[list[Row]]:
    """Groups of rows joined by what they touch, in the order of their first rows."""
    leader = list(range(len(rows)))

    def lead(place: int) -> int:
        while leader[place] != place:
            leader[place] = leader[leader[place]]
            place = leader[place]
        return place

    first: dict[Hashable, int] = {}
    for place, row in enumerate(rows):
        for thing in _touched(kind, row):
            one, other = sorted((lead(first.setdefault(thing, place)), lead(place)))
            leader[other] = one
    groups: dict[int, list[Row]] = {}
    for place, row in enumerate(rows):
        groups.setdefault(lead(place), []).append(row)
    return groups.values()


def _touched(kind: Kind, row: Row) -> list[Hashable]:
    """What a second row may find changed by this one."""
    values = row.values
    if not values:
        return []
    match kind:
        case Kind.CLIENTS:
            return [(values["name"].casefold(), values["email"].casefold())]
        case Kind.INVESTMENTS:
            return [values["client"]]
        case Kind.MOVEMENTS:
            things: list[Hashable] = [("reference", values["reference"])]
            return [*things, ("investment", values["investment"])] if values["investment"] else things

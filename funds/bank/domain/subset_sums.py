"""A few amounts out of many that make a sum, if there is exactly one such choice."""

from collections.abc import Sequence

# Beyond these a sum can be made by chance in many ways, and the search is not worth its time.
MOST_CANDIDATES = 14
MOST_CHOSEN = 5
_MOST_STEPS = 20_000


def subset_of(target: int, amounts: Sequence[int]) -> tuple[int, ...]:
    """Places of two to five `amounts` of the sign of `target` that sum to it; empty if none or more than one do."""
    places = [place for place, one in enumerate(amounts) if one * target > 0 and abs(one) < abs(target)]
    if not target or len(places) > MOST_CANDIDATES:
        return ()
    # The largest first, so that branches that overshoot are cut early.
    places.sort(key=lambda place: -abs(amounts[place]))
    sizes = [abs(amounts[place]) for place in places]
    rest = [sum(sizes[start:]) for start in range(len(sizes) + 1)]
    found: list[tuple[int, ...]] = []
    steps = 0

    def search(start: int, missing: int, chosen: tuple[int, ...]) -> None:
        nonlocal steps
        steps += 1
        if missing == 0:
            found.append(tuple(sorted(places[one] for one in chosen)))
            return
        if len(found) > 1 or steps > _MOST_STEPS or len(chosen) == MOST_CHOSEN or rest[start] < missing:
            return
        for place in range(start, len(sizes)):
            if sizes[place] <= missing:
                search(place + 1, missing - sizes[place], (*chosen, place))

    search(0, abs(target), ())
    return found[0] if len(found) == 1 and steps <= _MOST_STEPS else ()

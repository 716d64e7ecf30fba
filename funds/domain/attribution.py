"""Whose performance it is: an account's result divided among the investments mapped to it, losing no cent."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from fidus.lib.money import Money, MoneyError

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Share:
    """An investment's share (0.25) of an account from `start` up to, not including, `end` (None: still)."""

    key: int
    share: Decimal
    start: date
    end: date | None

    def held_on(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day < self.end)


def boundaries(shares: Sequence[Share], as_of: date) -> list[date]:
    """Days up to `as_of` at whose end the account's result must be known, in order; the last one is `as_of`."""
    changes = {share.start for share in shares} | {share.end for share in shares if share.end}
    return [*sorted(day - _DAY for day in changes if day <= as_of), as_of]


def attribute(shares: Sequence[Share], results: Mapping[date, Money], *, as_of: date) -> dict[int | None, Money]:
    """Each share's part of the account's result, and the firm's own rest under None; all parts sum to the whole.

    `results` is the account's result at the end of each of `boundaries`. Between two of them it is split by the shares
    then held, by largest remainder. Raises MoneyError if shares held on one day are more than the whole account.
    """
    return attribute_history(shares, results, dates=[as_of])[0]


def attribute_history(
    shares: Sequence[Share], results: Mapping[date, Money], *, dates: Sequence[date]
) -> list[dict[int | None, Money]]:
    """attribute() at each of `dates`, in their order; `results` must know the boundaries() of the last day and `dates`.

    What was gained between two changes of shares is split once, however many dates come after it.
    """
    changes = boundaries(shares, max(dates))[:-1]
    held = [[share for share in shares if share.held_on(day + _DAY)] for day in changes]
    closed: list[dict[int | None, Money]] = [{None: results[day]} for day in changes[:1]]
    for place, (start, end) in enumerate(pairwise(changes)):
        closed.append(_with_gain(closed[-1], held[place], results[end] - results[start]))
    parts: list[dict[int | None, Money]] = []
    for day in dates:
        last = bisect_left(changes, day) - 1
        if last < 0:
            parts.append({None: results[day]})
        else:
            parts.append(_with_gain(closed[last], held[last], results[day] - results[changes[last]]))
    return parts


def _with_gain(before: Mapping[int | None, Money], held: Sequence[Share], gained: Money) -> dict[int | None, Money]:
    parts = dict(before)
    rest = 1 - sum((share.share for share in held), Decimal(0))
    if rest < 0:
        raise MoneyError("the shares of an account are more than the whole account")
    if len(held) == 1 and not rest:
        # The common case, the whole account for one investment, needs no splitting.
        split = [gained]
    else:
        split = [*gained.split([*(share.share for share in held), rest])]
    for key, part in zip([*(share.key for share in held), None], split, strict=False):
        parts[key] = parts[key] + part if key in parts else part
    return parts

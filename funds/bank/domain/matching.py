"""Which bookings of the bank are probably which movements of the ledger, and why.

Only what is exact and unambiguous is `certain`: a reference that names the movement, the same sum, and no other
candidate on either side. Everything else is shown to a person with its reasons.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from funds.bank.domain.subset_sums import subset_of

# Days between a booking at the bank and its value in the ledger.
NEAR, FAR = 5, 15
_CERTAIN, _EXACT, _NAMED, _SUM_NAMED, _AMOUNT, _SUM = 100, 90, 75, 70, 50, 40
_SHORTEST = 5


@dataclass(frozen=True, slots=True)
class BankItem:
    """A booking: money in is positive. `told` is all the bank says of it, references and text."""

    key: int
    minor: int
    on: date
    references: tuple[str, ...]
    told: str
    who: str = ""


@dataclass(frozen=True, slots=True)
class LedgerItem:
    """What an entry moved on the bank's account in the ledger; money in is positive."""

    key: int
    minor: int
    on: date
    references: tuple[str, ...]
    text: str
    who: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Both sides by their keys; `score` up to 100."""

    bank: tuple[int, ...]
    ledger: tuple[int, ...]
    score: int
    reasons: tuple[str, ...]
    certain: bool = False


def suggest(bank: Sequence[BankItem], ledger: Sequence[LedgerItem]) -> list[Suggestion]:
    """The best suggestions, each item at most once, the surest first."""
    found = [*_pairs(bank, ledger), *_several(bank, ledger)]
    found.sort(key=lambda one: (-one.score, len(one.bank) + len(one.ledger), one.bank, one.ledger))
    used_bank: set[int] = set()
    used_ledger: set[int] = set()
    chosen = []
    for one in found:
        if used_bank.isdisjoint(one.bank) and used_ledger.isdisjoint(one.ledger):
            used_bank.update(one.bank)
            used_ledger.update(one.ledger)
            chosen.append(one)
    return chosen


def _pairs(bank: Sequence[BankItem], ledger: Sequence[LedgerItem]) -> Iterator[Suggestion]:
    by_amount: dict[int, list[LedgerItem]] = defaultdict(list)
    for entry in ledger:
        by_amount[entry.minor].append(entry)
    candidates = [
        (booking, entry, _named_by(booking, entry))
        for booking in bank
        for entry in by_amount[booking.minor]
        if abs((booking.on - entry.on).days) <= FAR
    ]
    named = [(booking.key, entry.key) for booking, entry, reference in candidates if reference]
    of_booking, of_entry = Counter(one for one, _ in named), Counter(one for _, one in named)
    near = [(booking.key, entry.key) for booking, entry, _ in candidates if abs((booking.on - entry.on).days) <= NEAR]
    near_booking, near_entry = Counter(one for one, _ in near), Counter(one for _, one in near)
    for booking, entry, reference in candidates:
        apart = abs((booking.on - entry.on).days)
        said = ["the same amount", _days(apart)]
        if reference:
            only = of_booking[booking.key] == of_entry[entry.key] == 1
            reasons = (f"the bank names {reference}", *said, *([] if only else ["others fit as well"]))
            yield Suggestion((booking.key,), (entry.key,), _CERTAIN if only else _EXACT, reasons, only)
        elif apart <= NEAR:
            who = _same_person(booking, entry)
            only = near_booking[booking.key] == near_entry[entry.key] == 1
            reasons = (*said, *([f"the name {who}"] if who else []), *([] if only else ["others fit as well"]))
            yield Suggestion(
                (booking.key,), (entry.key,), (_NAMED if who else _AMOUNT) - 10 * (not only) - apart, reasons
            )


def _several(bank: Sequence[BankItem], ledger: Sequence[LedgerItem]) -> Iterator[Suggestion]:
    """One booking for several movements, and several bookings for one movement."""
    for booking in bank:
        near = [one for one in ledger if abs((one.on - booking.on).days) <= NEAR]
        named = [one for one in near if _named_by(booking, one)]
        if len(named) > 1 and sum(one.minor for one in named) == booking.minor:
            reasons = (f"the bank names all {len(named)}", "their sum is the amount")
            yield Suggestion((booking.key,), tuple(one.key for one in named), _SUM_NAMED + 10, reasons)
        elif found := subset_of(booking.minor, [one.minor for one in near]):
            chosen = [near[place] for place in found]
            reasons = (f"the sum of {len(chosen)} movements", "within five days")
            yield Suggestion((booking.key,), tuple(one.key for one in chosen), _SUM, reasons)
    for entry in ledger:
        close = [one for one in bank if abs((one.on - entry.on).days) <= NEAR]
        naming = [one for one in close if _named_by(one, entry)]
        if len(naming) > 1 and sum(one.minor for one in naming) == entry.minor:
            reasons = (f"all {len(naming)} bookings name it", "their sum is the amount")
            yield Suggestion(tuple(one.key for one in naming), (entry.key,), _SUM_NAMED, reasons)
        elif found := subset_of(entry.minor, [one.minor for one in close]):
            picked = [close[place] for place in found]
            reasons = (f"the sum of {len(picked)} bookings", "within five days")
            yield Suggestion(tuple(one.key for one in picked), (entry.key,), _SUM - 1, reasons)


def _named_by(booking: BankItem, entry: LedgerItem) -> str:
    """The movement's reference that the bank repeats as a whole word, or nothing."""
    for reference in entry.references:
        bare = _bare(reference)
        if len(bare) < _SHORTEST:
            continue
        if any(_bare(one) == bare for one in booking.references):
            return reference
        if re.search(rf"(?<![A-Z0-9]){re.escape(reference.upper())}(?![A-Z0-9])", booking.told.upper()):
            return reference
    return ""


def _bare(reference: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", reference.upper())


def _same_person(booking: BankItem, entry: LedgerItem) -> str:
    """The name on the ledger's side, if every word of it that matters stands at the bank's."""
    words = [word for word in re.findall(r"\w+", entry.who.casefold()) if len(word) > 2]
    told = set(re.findall(r"\w+", f"{booking.who} {booking.told}".casefold()))
    return entry.who if words and all(word in told for word in words) else ""


def _days(apart: int) -> str:
    return "the same day" if apart == 0 else "a day apart" if apart == 1 else f"{apart} days apart"

"""What explorers' answers mean for a payment; nothing here believes one answer alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from funds.wallets.domain.networks import COINS, Network
from funds.wallets.domain.sightings import Sighting, Transfer


class Step(StrEnum):
    WAIT = "wait"
    SEE = "see"
    LOSE = "lose"
    CONFIRM = "confirm"
    FAIL = "fail"


class Contradiction(Exception):
    """Explorers say different things of one transaction; none of them is believed."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What was recorded, and the block of the last look; `needed` confirmations make it final."""

    network: Network
    asset: str
    receiver: str
    units: int
    output: int | None
    needed: int
    seen: bool
    seen_block: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """`finding` is what does not agree with what was recorded, in a sentence."""

    step: Step
    block_hash: str = ""
    height: int | None = None
    confirmations: int = 0
    finding: str = ""


def judge(expected: Expected, answers: Sequence[Sighting | None]) -> Judgement:
    """The next step; raises Contradiction. A payment is final only in the block that an earlier look saw it in."""
    found = _agreed(answers)
    if found is None:
        return Judgement(Step.LOSE if expected.seen else Step.WAIT)
    if expected.seen_block and found.block_hash != expected.seen_block:
        return Judgement(Step.LOSE)
    finding = "" if found.failed or not found.block_hash else _finding(expected, found.transfers)
    deep = bool(expected.seen_block) and found.confirmations >= expected.needed
    step = Step.SEE
    if deep and found.failed:
        step = Step.FAIL
    elif deep and not finding:
        step = Step.CONFIRM
    return Judgement(step, found.block_hash, found.height, found.confirmations, finding)


def _agreed(answers: Sequence[Sighting | None]) -> Sighting | None:
    """What all say, at the smallest depth any of them sees."""
    known = [answer for answer in answers if answer is not None]
    if not known:
        return None
    if len(known) < len(answers):
        raise Contradiction("One explorer knows the transaction and another does not.")
    first = known[0]
    for other in known[1:]:
        if other.block_hash != first.block_hash or other.failed != first.failed:
            raise Contradiction("Explorers see the transaction in different blocks, or with different ends.")
        if set(other.transfers) != set(first.transfers):
            raise Contradiction("Explorers see different payments in the transaction.")
    return min(known, key=lambda sighting: sighting.confirmations)


def _finding(expected: Expected, transfers: tuple[Transfer, ...]) -> str:
    wanted = [one for one in transfers if expected.output is None or one.output == expected.output]
    ours = [one for one in wanted if one.receiver == expected.receiver and one.units]
    of_asset = [one for one in ours if one.asset == expected.asset]
    if not ours:
        others = [one.receiver for one in wanted if one.units and one.receiver]
        paid = f"it pays {' and '.join(others[:2])}" if others else "it pays nobody"
        return f"The transaction does not pay {expected.receiver}; {paid}."
    if not of_asset:
        return f"The transaction brings {ours[0].asset or 'another token'} to the address, and not {expected.asset}."
    brought = sum(one.units for one in of_asset)
    if brought != expected.units:
        recorded = _written(expected, expected.units)
        return f"The transaction brings {_written(expected, brought)}, and {recorded} is recorded."
    return ""


def _written(expected: Expected, units: int) -> str:
    amount = Decimal(units).scaleb(-COINS[expected.network, expected.asset].decimals).normalize()
    return f"{amount:,f} {expected.asset}"

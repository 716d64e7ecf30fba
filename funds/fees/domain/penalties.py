"""What leaving costs: a withdrawal fee, and a penalty for leaving early that falls with the months held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from fidus.lib.money import Money


@dataclass(frozen=True, slots=True)
class PenaltyStep:
    """`rate` (a share) of what is redeemed while fewer than `below` whole months have been held; None: ever after."""

    below: int | None
    rate: Decimal


class BadSteps(ValueError):
    """Steps that do not rise in months, or whose penalty does not fall."""


def checked(steps: Sequence[PenaltyStep]) -> tuple[PenaltyStep, ...]:
    """The same steps; raises BadSteps unless months rise, rates are shares, and only the last has no end."""
    for place, step in enumerate(steps):
        if not 0 <= step.rate < 1 or step.rate != round(step.rate, 6):
            raise BadSteps("A penalty is a share from 0 to below 100 %, with at most four decimals of a per cent.")
        if step.below is None and place != len(steps) - 1:
            raise BadSteps("Only the last step is without an end.")
        if step.below is not None and step.below < 1:
            raise BadSteps("A step ends after one month or more.")
    for before, step in pairwise(steps):
        if step.below is not None and before.below is not None and step.below <= before.below:
            raise BadSteps("Each step ends later than the one before.")
        if step.rate >= before.rate:
            raise BadSteps("The penalty falls from step to step.")
    return tuple(steps)


def penalty_rate(steps: Sequence[PenaltyStep], months_held: int) -> Decimal:
    """The share to pay after `months_held` whole months; 0 when every step is passed."""
    for step in steps:
        if step.below is None or months_held < step.below:
            return step.rate
    return Decimal(0)


def share_of(amount: Money, rate: Decimal) -> Money:
    """`rate` of `amount`, rounded once, half even; exact before that: a product of decimals has an end."""
    exact = Fraction(amount.amount) * Fraction(rate)
    return Money.rounded(Decimal(exact.numerator) / Decimal(exact.denominator), amount.currency)


def withdrawal_fee(amount: Money, *, flat: Money, rate: Decimal) -> Money:
    """The flat fee and the share together, never more than `amount`."""
    return min(flat + share_of(amount, rate), amount)

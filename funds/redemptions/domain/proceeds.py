"""What a client gets for a redemption: principal and interest taken out, less charges."""

from __future__ import annotations

from dataclasses import dataclass

from fidus.lib.money import Money


class NothingLeftToPay(ValueError):
    """The charges take all of it."""


@dataclass(frozen=True, slots=True)
class Proceeds:
    """principal + interest - charges = net; all in one currency, net positive."""

    principal: Money
    interest: Money
    charges: Money

    def __post_init__(self) -> None:
        if self.net <= Money.zero(self.principal.currency):
            raise NothingLeftToPay(f"charges of {self.charges} leave nothing of {self.gross}")

    @property
    def gross(self) -> Money:
        return self.principal + self.interest

    @property
    def net(self) -> Money:
        return self.gross - self.charges


def outstanding_interest(accrued: Money, gone: Money, on_its_way: Money) -> Money:
    """Interest that a redemption may take along: accrued, not gone to the client or to fees, nor about to be paid."""
    return max(accrued - gone - on_its_way, Money.zero(accrued.currency))

"""What the firm owes its clients, read from the ledger and from nowhere else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from accounts.ledger.api import balance_history, balance_sql, balances
from fidus.lib.money import Money
from funds.models import Investment


@dataclass(frozen=True, slots=True)
class Obligation:
    """Principal + interest accrued after incubation - payouts made - fees taken from interest + redeemed, not yet sent.

    All positive; `payable` is what was redeemed and waits to be sent.
    """

    principal: Money
    accrued: Money
    paid_out: Money
    payable: Money
    fees: Money

    @property
    def total(self) -> Money:
        return self.principal + self.accrued - self.paid_out - self.fees + self.payable

    @property
    def placed(self) -> Money:
        """Principal, with what of it is redeemed and waits to be sent."""
        return self.principal + self.payable

    @property
    def gone(self) -> Money:
        """What was taken out of the interest: paid to the client, or fees."""
        return self.paid_out + self.fees

    @classmethod
    def none(cls, currency: str) -> Obligation:
        zero = Money.zero(currency)
        return cls(zero, zero, zero, zero, zero)

    def __add__(self, other: Obligation) -> Obligation:
        return Obligation(
            self.principal + other.principal,
            self.accrued + other.accrued,
            self.paid_out + other.paid_out,
            self.payable + other.payable,
            self.fees + other.fees,
        )


def value_sql(day: str) -> str:
    """`Obligation.total` of an investment i at the end of `day`, in minor units: all its accounts turned round."""
    accounts = "i.principal_account, i.interest_account, i.paid_account, i.payable_account, i.fees_account"
    return f"-({balance_sql(f'array[{accounts}]', day)})"


def obligations(
    investments: Iterable[Investment], *, as_of: date, known_at: int | None = None
) -> dict[int, Obligation]:
    """By investment id, at the end of `as_of`; zeros for an investment that is not open. One query of the ledger."""
    investments = list(investments)
    accounts = [account for investment in investments for account in investment.ledger_accounts]
    held = balances(accounts, as_of=as_of, known_at=known_at)
    return {investment.pk: obligation_of(investment, held) for investment in investments}


def obligation_history(
    investments: Iterable[Investment], *, dates: Sequence[date], known_at: int | None = None
) -> dict[int, list[Obligation]]:
    """By investment id, one obligation for each of `dates`, in their order. One query of the ledger."""
    investments = list(investments)
    accounts = [account for investment in investments for account in investment.ledger_accounts]
    held = balance_history(accounts, dates=dates, known_at=known_at)
    by_date = [{account: figures[place] for account, figures in held.items()} for place in range(len(dates))]
    return {investment.pk: [obligation_of(investment, day) for day in by_date] for investment in investments}


def obligation_of(investment: Investment, held: dict[int, Money]) -> Obligation:
    """From its accounts' balances: liabilities stand in credit, what is owed is their balance turned round."""
    zero = Money.zero(investment.currency)
    accounts = (
        investment.principal_account,
        investment.interest_account,
        investment.paid_account,
        investment.payable_account,
        investment.fees_account,
    )
    principal, interest, paid, payable, fees = (zero if one is None else held[one] for one in accounts)
    return Obligation(-principal, -interest, paid, -payable, fees)

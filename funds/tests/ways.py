"""Interest that may go to one bank account, for rooms that know of no destinations."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from accounts.ledger.api import open_account
from funds import gates
from funds.domain.payout_route import Route, Standing

BANK = Route("bank:1", "House bank", "Bank transfer", "USD", "GB29NWBK60161331926819", "GB29…6819", "Ada Example")


def to_the_bank(holders: set[tuple[int, str]]) -> dict[tuple[int, str], Standing]:
    return dict.fromkeys(holders, Standing(BANK))


def from_the_bank(route: Route, currency: str) -> int:
    return open_account(code=f"Assets:Bank:{currency}", kind="asset", currency=currency, label="The firm's bank")


def as_given(*, reference: str, **told: Any) -> str:
    return reference


@contextmanager
def paid_by_bank() -> Iterator[None]:
    """Within it, everybody's interest goes to one account, and no destination is asked for."""
    before = dict(gates._ways)
    here = __name__
    gates.pay_interest_by(
        {"routes": f"{here}.to_the_bank", "source": f"{here}.from_the_bank", "send": f"{here}.as_given"}
    )
    try:
        yield
    finally:
        gates.pay_interest_by(before)

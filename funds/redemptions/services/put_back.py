"""Undo what a redemption posted: linked reversals with an explicit date, and principal that earns again."""

from datetime import date

from accounts.ledger.api import LedgerError, PeriodClosed, reverse_entry
from accounts.models import User
from fidus.lib import clock
from fidus.lib.money import Money
from funds.errors import BadDate
from funds.redemptions.models import Redemption
from funds.redemptions.services.record_kept_back import let_go
from funds.services.reduce_principal import reduce_principal


def put_back(redemption: Redemption, *, value_on: date, reason: str, by: User | None) -> None:
    """Payment, charges and settlement are reversed in turn, the newest first; inside the caller's transaction.

    Raises BadDate for a day to come, before what is reversed, or in a closed period.
    """
    if value_on > clock.today():
        raise BadDate("Money is put back when it is here, not before.")
    entries = [redemption.payment_entry, redemption.charges_entry, redemption.settlement_entry]
    for place, entry in enumerate(entries):
        if entry is None:
            continue
        key = f"redemption:{redemption.number}:back:{place}"
        try:
            posted = reverse_entry(entry, key=key, value_on=value_on, by=by, reason=f"{redemption.number}: {reason}")
        except PeriodClosed as error:
            raise BadDate(f"The books of {value_on:%-d %b %Y} are closed.") from error
        except LedgerError as error:
            raise BadDate(str(error)) from error
        if entry == redemption.charges_entry:
            let_go(redemption, reversal=posted.entry, value_on=value_on, reason=reason, by=by)
    zero = Money.zero(redemption.currency)
    reduce_principal(
        investment=redemption.investment,
        principal=-(redemption.principal or zero),
        interest=-(redemption.interest or zero),
        effective_on=value_on,
        reference=f"{redemption.number}:back",
    )

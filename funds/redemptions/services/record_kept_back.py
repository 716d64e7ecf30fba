"""Tell the fees which of them a redemption kept back, and which it gave back."""

from collections.abc import Sequence
from datetime import date

from accounts.models import User
from funds.fees.services.record_charges import record_charges
from funds.fees.services.undo_charges import undo_charges
from funds.redemptions.models import Redemption
from funds.redemptions.selectors.charges import Charge


def record_kept_back(charges: Sequence[Charge], *, redemption: Redemption, entry: int, by: User | None) -> None:
    """In the transaction that posted `entry`."""
    record_charges(charges, investment=redemption.investment, subject=redemption.number, entry=entry, by=by)


def let_go(redemption: Redemption, *, reversal: int, value_on: date, reason: str, by: User | None) -> None:
    """In the transaction that posted `reversal` of the entry with the redemption's charges."""
    assert redemption.charges_entry is not None
    undo_charges(
        investment=redemption.investment,
        entry=redemption.charges_entry,
        reversal_entry=reversal,
        value_on=value_on,
        reason=reason,
        by=by,
    )

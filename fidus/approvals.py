"""Everything that waits for this reader as the second person, from every app that fidus/wiring.py names."""

from collections.abc import Iterable

from django.utils.module_loading import import_string

from accounts.models import User
from fidus.lib.approval import Approval
from fidus.lib.money import Money
from fidus.wiring import APPROVALS


def approvals_of(reader: User) -> list[Approval]:
    """In the order of the wiring, and of each app within it."""
    return [approval for waiting in APPROVALS.values() for approval in import_string(waiting)(reader)]


def sums_of(approvals: Iterable[Approval]) -> list[Money]:
    """What they would move, a sum for each currency."""
    sums: dict[str, Money] = {}
    for approval in approvals:
        if approval.amount is not None:
            currency = approval.amount.currency
            sums[currency] = sums.get(currency, Money.zero(currency)) + approval.amount
    return [sums[currency] for currency in sorted(sums)]


def decides(reader: User) -> bool:
    """Whether anything could ever wait for this reader."""
    return any(reader.has_perm(permission) for permission in APPROVALS)

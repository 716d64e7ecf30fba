from collections.abc import Sequence

from accounts.ledger.database import call, dates, numbers, numbers_or_null, texts
from accounts.ledger.domain.entries import Draft, Posted
from accounts.models import User
from fidus.lib import clock

# Beyond this many entries it pays to have the database plan the call for its size.
FEW = 20

_POST = """
    select entry, replayed from {function}(
        %s::text[], %s::text[], %s::text[], %s::date[], %s::date[], %s::bigint[], %s::bigint[], %s::bigint,
        %s::timestamptz, %s::integer[], %s::integer[], %s::bigint[], %s::bigint[], %s::text[])
"""
_POST_FEW, _POST_MANY = _POST.format(function="ledger_post"), _POST.format(function="ledger_post_many")


def post_entries(drafts: Sequence[Draft], *, by: User | None) -> list[Posted]:
    """Post all or none, in one call of the database; answers in the order of `drafts`.

    A key posted before gets its first answer; raises KeyConflict if it was posted with other content, Unbalanced,
    PeriodClosed, UnknownAccount, AlreadyReversed. Several calls in one transaction may wait for each other in a circle
    with somebody else's: post what belongs together in one call.
    """
    if not drafts:
        return []
    counts = [len(draft.legs) for draft in drafts]
    legs = [leg for draft in drafts for leg in draft.legs]
    amounts = [leg.amount for leg in legs]
    parameters = [
        texts([draft.key for draft in drafts]),
        texts([draft.kind for draft in drafts]),
        texts([draft.text for draft in drafts]),
        dates([draft.booked_on for draft in drafts]),
        dates([draft.value_on for draft in drafts]),
        numbers_or_null([draft.event for draft in drafts]),
        numbers_or_null([draft.reverses for draft in drafts]),
        None if by is None else by.pk,
        clock.now(),
        numbers([entry for entry, count in enumerate(counts, 1) for _ in range(count)]),
        numbers([position for count in counts for position in range(1, count + 1)]),
        numbers([leg.account for leg in legs]),
        numbers([amount.minor for amount in amounts]),
        texts([amount.currency for amount in amounts]),
    ]
    rows = call(_POST_FEW if len(drafts) <= FEW else _POST_MANY, parameters)
    return [Posted(entry, replayed) for entry, replayed in rows]

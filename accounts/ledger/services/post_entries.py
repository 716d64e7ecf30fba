from collections.abc import Sequence

from accounts.ledger.database import call, numbers, texts
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
    legs = [
        (entry, position, leg.account, leg.amount.minor, leg.amount.currency)
        for entry, draft in enumerate(drafts, 1)
        for position, leg in enumerate(draft.legs, 1)
    ]
    parameters = [
        texts(draft.key for draft in drafts),
        texts(draft.kind for draft in drafts),
        texts(draft.text for draft in drafts),
        texts(draft.booked_on.isoformat() for draft in drafts),
        texts(draft.value_on.isoformat() for draft in drafts),
        numbers(draft.event for draft in drafts),
        numbers(draft.reverses for draft in drafts),
        None if by is None else by.pk,
        clock.now(),
        numbers(leg[0] for leg in legs),
        numbers(leg[1] for leg in legs),
        numbers(leg[2] for leg in legs),
        numbers(leg[3] for leg in legs),
        texts(leg[4] for leg in legs),
    ]
    rows = call(_POST_FEW if len(drafts) <= FEW else _POST_MANY, parameters)
    return [Posted(entry, replayed) for entry, replayed in rows]

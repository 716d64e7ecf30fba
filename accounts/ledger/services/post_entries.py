from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction

from accounts.ledger.domain.entries import Draft, Posted
from accounts.ledger.refusals import refusals
from accounts.models import User
from fidus.lib import clock

_POST = """
    select entry, replayed from ledger_post(
        %s::text[], %s::text[], %s::text[], %s::date[], %s::date[], %s::bigint[], %s::bigint[], %s::bigint,
        %s::timestamptz, %s::integer[], %s::bigint[], %s::bigint[], %s::text[])
"""


def post_entries(drafts: Sequence[Draft], *, by: User | None) -> list[Posted]:
    """Post all or none, in one call of the database; answers in the order of `drafts`.

    A key posted before gets its first answer; raises KeyConflict if it was posted with other content, Unbalanced,
    PeriodClosed, UnknownAccount, AlreadyReversed. Several calls in one transaction may wait for each other in a circle
    with somebody else's: post what belongs together in one call.
    """
    if not drafts:
        return []
    legs = [(place, leg) for place, draft in enumerate(drafts, 1) for leg in draft.legs]
    parameters: list[Any] = [
        [draft.key for draft in drafts],
        [draft.kind for draft in drafts],
        [draft.text for draft in drafts],
        [draft.booked_on for draft in drafts],
        [draft.value_on for draft in drafts],
        [draft.event for draft in drafts],
        [draft.reverses for draft in drafts],
        None if by is None else by.pk,
        clock.now(),
        [place for place, _ in legs],
        [leg.account for _, leg in legs],
        [leg.amount.minor for _, leg in legs],
        [leg.amount.currency for _, leg in legs],
    ]
    with refusals(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_POST, parameters)
        return [Posted(entry, replayed) for entry, replayed in cursor.fetchall()]

"""Take a match back: both sides are open again, and the match stays with the reason."""

from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from funds.bank.domain.match_states import NEXT, STANDING
from funds.bank.errors import NotMatching
from funds.bank.events import BankMatchUndone, subject_of
from funds.bank.models import BankAccount, Match, MatchUndone


@transaction.atomic
def undo_match(*, match: Match, reason: str, by: User | None) -> Match:
    """The undone match; raises NotMatching without a reason, or if it was undone already."""
    BankAccount.objects.select_for_update().get(pk=match.account_id)
    if not reason.strip():
        raise NotMatching("Say why the match is undone; it stays on record.")
    if Match.objects.filter(pk=match.pk, state=STANDING).update(state=NEXT[STANDING, "undo"]) != 1:
        raise NotMatching("This match was undone already.")
    match.lines.update(holds=False)
    MatchUndone.objects.create(match=match, reason=reason.strip()[:300], undone_at=clock.now(), undone_by=by)
    record(BankMatchUndone(subject_of(match.account_id), None, match.pk, reason.strip()), by=by)
    match.refresh_from_db()
    return match

from django.db import transaction

from accounts.models import User
from accounts.trail import api as trail
from fidus.lib import clock
from funds.solvency.domain.suggestion_states import Decision, IllegalDecision, SuggestionState, after
from funds.solvency.errors import SolvencyRefused
from funds.solvency.events import TransferDismissed, TransferTaken
from funds.solvency.models import TransferSuggestion


@transaction.atomic
def decide_suggestion(
    *, suggestion: TransferSuggestion, decision: Decision, reason: str, by: User
) -> TransferSuggestion:
    """A person says what became of it: taken means the transfer was ordered elsewhere; no money moves here.

    Raises SolvencyRefused without a reason to dismiss, or when it was decided before.
    """
    reason = reason.strip()
    if decision is Decision.DISMISS and not reason:
        raise SolvencyRefused("Say why it is dismissed: the next reader will ask.")
    try:
        state = after(SuggestionState(suggestion.state), decision)
    except IllegalDecision as error:
        raise SolvencyRefused(f"{error}.") from None
    decided = TransferSuggestion.objects.filter(pk=suggestion.pk, state=SuggestionState.SUGGESTED).update(
        state=state, decided_by=by, decided_at=clock.now(), reason=reason
    )
    if not decided:
        raise SolvencyRefused("Somebody else has just decided it.")
    suggestion.refresh_from_db()
    event = TransferTaken if decision is Decision.TAKE else TransferDismissed
    trail.record(
        event(
            subject=f"solvency:{suggestion.run_id}",
            client=None,
            source=suggestion.source_name,
            target=suggestion.target_name,
            amount=suggestion.amount,
            reason=reason,
        ),
        by=by,
    )
    return suggestion

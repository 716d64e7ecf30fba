"""A token or code came a second time: who of the two is the thief nobody knows, so both lose it (RFC 9700, 4.14.2)."""

from django.db import transaction

from accounts.gateway.events import TokenReplayed
from accounts.gateway.models import Lending
from accounts.gateway.services.end_lending import end_line
from accounts.trail.api import record


@transaction.atomic
def end_replayed(lending: Lending, *, what: str) -> None:
    """Ends the line of `lending`; `what` is "refresh token" or "code". Only what still lasted is told on the trail."""
    if not end_line(lending, why=f"its {what} was used twice"):
        return
    event = TokenReplayed(
        subject=f"user:{lending.user_id}", client=None, program=lending.program_id, name=str(lending.program), what=what
    )
    record(event, by=None)

"""End what a program was lent, with every token that grew from it."""

from django.db import transaction
from oauth2_provider.models import RefreshToken

from accounts.gateway.errors import AlreadyEnded
from accounts.gateway.events import AccessEnded
from accounts.gateway.models import Lending
from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock


@transaction.atomic
def end_lending(lending: Lending, *, why: str, by: User | None) -> Lending:
    """The lending, whose tokens are worth nothing from now on; raises AlreadyEnded."""
    if not end_line(lending, why=why):
        raise AlreadyEnded("This has ended already.")
    record(
        AccessEnded(
            subject=f"user:{lending.user_id}",
            client=None,
            program=lending.program_id,
            name=str(lending.program),
            why=why,
        ),
        by=by,
    )
    return lending


def end_line(lending: Lending, *, why: str) -> bool:
    """Ends the line in the caller's transaction, and says whether it was the one who did; `lending` is made current.

    The row is locked before its tokens, as whoever makes a new token does: none can slip in meanwhile.
    """
    lending.refresh_from_db(from_queryset=Lending.objects.select_for_update(of=("self",)).select_related(None))
    # Swept even where it had ended: whatever a race could have left goes too.
    RefreshToken.revoke_family(lending.family)
    if lending.ended_at is not None:
        return False
    lending.ended_at, lending.why = clock.now(), why
    lending.save(update_fields=["ended_at", "why"])
    return True

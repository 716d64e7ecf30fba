"""Write down that a person lent a program the right to act for them, when the program comes for its first token."""

from uuid import UUID

from django.db import transaction

from accounts.gateway.domain.keys import digest
from accounts.gateway.domain.lifetimes import REFRESH_TOKEN_AT_MOST
from accounts.gateway.events import AccessLent
from accounts.gateway.models import Lending, Program
from accounts.gateway.oauth.standing import standing_of
from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock


@transaction.atomic
def lend_access(*, user: User, program: Program, scopes: list[str], code: str, family: UUID) -> Lending:
    """The new lending; IntegrityError if `code` has begun one before."""
    now = clock.now()
    lending = Lending.objects.create(
        user=user,
        program=program,
        family=family,
        code_digest=digest(code),
        standing=standing_of(user),
        scopes=sorted(scopes),
        lent_at=now,
        refreshed_at=now,
        until=now + REFRESH_TOKEN_AT_MOST,
    )
    event = AccessLent(
        subject=f"user:{user.pk}", client=None, program=program.pk, name=str(program), scopes=tuple(lending.scopes)
    )
    record(event, by=user)
    return lending

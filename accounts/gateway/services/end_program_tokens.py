"""End every token of a program, whoever lent it what."""

from django.db import transaction
from oauth2_provider.models import AccessToken, Grant

from accounts.gateway.events import ProgramTokensEnded, of_program
from accounts.gateway.models import Program
from accounts.gateway.services.end_lending import end_line
from accounts.models import User
from accounts.trail.api import record


@transaction.atomic
def end_program_tokens(program: Program, *, reason: str, by: User | None) -> int:
    """How many people's consents ended; they can consent anew unless the program is disabled."""
    lendings = program.lendings.filter(ended_at__isnull=True).order_by("pk")
    ended = sum(end_line(lending, why=reason) for lending in lendings)
    sweep(program)
    record(ProgramTokensEnded(subject=of_program(program.pk), client=None, name=str(program), reason=reason), by=by)
    return ended


def sweep(program: Program) -> None:
    """What belongs to no consent: codes that were not fetched yet, tokens of the program's own."""
    Grant.objects.filter(application=program.application_id).delete()
    AccessToken.objects.filter(application=program.application_id).delete()

"""Disable a program, or let it go on."""

from django.db import transaction

from accounts.gateway.domain.program_states import DISABLED, TABLE
from accounts.gateway.errors import WrongProgramState
from accounts.gateway.events import ProgramDisabled, ProgramEnabled, of_program
from accounts.gateway.models import Program
from accounts.gateway.services.end_program_tokens import end_program_tokens
from accounts.models import User
from accounts.trail.api import record


@transaction.atomic
def move_program(program: Program, action: str, *, reason: str, by: User | None) -> Program:
    """The program after "disable", which ends all its tokens, or "enable"; raises WrongProgramState."""
    program.refresh_from_db()
    new = TABLE.get((program.state, action))
    if new is None:
        raise WrongProgramState(f"{program} is {program.get_state_display().lower()}; that cannot be done now.")
    if Program.objects.filter(pk=program.pk, state=program.state).update(state=new) != 1:
        raise WrongProgramState(f"{program} was changed by somebody else a moment ago.")
    program.state = new
    happened = ProgramDisabled if new == DISABLED else ProgramEnabled
    record(happened(subject=of_program(program.pk), client=None, name=str(program), reason=reason), by=by)
    if new == DISABLED:
        end_program_tokens(program, reason=reason, by=by)
    return program

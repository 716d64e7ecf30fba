"""Give a program a new secret; the old one is good for nothing from then on."""

from django.db import transaction
from oauth2_provider.models import Application

from accounts.gateway.domain.keys import digest, new_secret
from accounts.gateway.errors import NotAsDescribed, NotTheOwner
from accounts.gateway.events import ProgramSecretChanged, of_program
from accounts.gateway.models import Program
from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock


@transaction.atomic
def change_secret(program: Program, *, by: User) -> str:
    """The new secret, told this once; raises NotAsDescribed, or NotTheOwner for a program that acts as its owner."""
    program = Program.objects.select_for_update(of=("self",)).select_related("application").get(pk=program.pk)
    if not program.has_secret:
        raise NotAsDescribed("This program runs on people's own devices and has no secret.")
    if program.acts_as_its_owner and program.application.user_id != by.pk:
        raise NotTheOwner("This program acts as its owner, who alone makes its secret, under Security, Programs.")
    secret = new_secret()
    Application.objects.filter(pk=program.application_id).update(client_secret=digest(secret))
    program.secret_changed_at = clock.now()
    program.save(update_fields=["secret_changed_at"])
    record(ProgramSecretChanged(subject=of_program(program.pk), client=None, name=str(program)), by=by)
    return secret

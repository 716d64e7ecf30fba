"""What the gateway does upon events. Tokens and keys are dead before: every request asks for the person's standing."""

from accounts.gateway.services.end_access import end_access
from accounts.models import User
from accounts.trail.api import RecordedEvent

_WHY = {"UserSuspended": "the login was suspended", "UserLeft": "the person left"}


def end_access_of(event: RecordedEvent) -> None:
    """Clear away what acted as somebody who was suspended or has left; a second delivery finds nothing to do."""
    user = User.objects.get(pk=int(event.subject.removeprefix("user:")))
    end_access(user, why=_WHY[event.kind], with_keys=True, by=None)

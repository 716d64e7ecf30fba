from collections.abc import Collection

from django.db.models import F, Q
from django.db.models.functions import Least

from fidus.lib import clock
from trading.watch.domain.watch_states import WATCHING
from trading.watch.models import Watch


def look_soon(accounts: Collection[int]) -> None:
    """A broker gave a reason to look at these accounts: they are due now; a login that was refused waits for a person.

    What is due, or was asked for and not begun, stays as it is: a hundred reasons are one look.
    """
    now = clock.now()
    not_asked = Q(asked_at=None) | Q(asked_at__lte=F("began_at"))
    waiting = Watch.objects.filter(not_asked, pk__in=accounts, state=WATCHING, due_at__gt=now)
    waiting.update(asked_at=now, due_at=Least("due_at", now))

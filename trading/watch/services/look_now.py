from django.db import transaction
from django.db.models import Q

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from trading.events import subject_of
from trading.models import BrokerAccount
from trading.watch.domain.watch_states import NEXT, REFUSED, RESTING
from trading.watch.errors import NotWatched
from trading.watch.events import BrokerLookAsked
from trading.watch.models import Watch


@transaction.atomic
def look_now(*, account: BrokerAccount, by: User | None) -> Watch:
    """Make the account due now, also after a refused login, of which another try is made. Raises NotWatched.

    A look that is asked for already is not asked for twice.
    """
    watch = Watch.objects.select_for_update().filter(pk=account.pk).exclude(state=RESTING).first()
    if watch is None:
        raise NotWatched("Nobody visits this account: it is not connected, paused or disabled.")
    now = clock.now()
    asks = Q(asked_at=None) | Q(asked_at__lte=watch.began_at) if watch.began_at else Q(asked_at=None)
    if not Watch.objects.filter(asks, pk=watch.pk).exists():
        return watch
    watch.asked_at, watch.due_at = now, min(now, watch.due_at)
    if watch.state == REFUSED:
        watch.state, watch.failures = NEXT[REFUSED, "connect"], 0
    watch.save(update_fields=["asked_at", "due_at", "state", "failures"])
    record(BrokerLookAsked(subject=subject_of(account.pk), client=None), by=by)
    return watch

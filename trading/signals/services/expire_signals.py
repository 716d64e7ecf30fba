from django.db import transaction

from fidus.lib import clock
from fidus.lib.live import publish_on_commit
from trading.signals.domain.signal_states import SignalState
from trading.signals.models import Signal
from trading.signals.services.move_signals import move_signals

# As many as one look takes; what is left waits for the next.
_MOST = 1000


@transaction.atomic
def expire_signals() -> int:
    """How many signals nobody decided about while they were good; they are over."""
    late = Signal.objects.filter(state=SignalState.RECEIVED, valid_until__lte=clock.now()).order_by("pk")[:_MOST]
    found = list(late.select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True))
    over = move_signals(found, "expire")
    for pk in over:
        publish_on_commit(f"signal:{pk}", {"state": SignalState.EXPIRED.value})
    return len(over)

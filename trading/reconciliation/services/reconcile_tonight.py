"""The night's comparison of everything, and what is no longer needed of the days before."""

from datetime import date, timedelta

from accounts.models import User
from fidus.lib import clock
from trading.reconciliation.domain.break_states import BreakState
from trading.reconciliation.models import Break, Comparison
from trading.reconciliation.services.reconcile import reconcile

KEEPS_COMPARISONS = timedelta(days=30)
KEEPS_SUSPICIONS = timedelta(days=7)


def reconcile_tonight(*, as_of: date, by: User | None) -> Comparison | None:
    """None where tonight's was made already, or one is running. Breaks that were once open stay for good."""
    if Comparison.objects.filter(whole=True, at__date__gte=as_of).exists():
        return None
    done = reconcile(whole=True, by=by)
    Comparison.objects.filter(at__lt=clock.now() - KEEPS_COMPARISONS).delete()
    gone = Break.objects.filter(state=BreakState.CLEARED.value, opened_at=None)
    gone.filter(agreed_at__lt=clock.now() - KEEPS_SUSPICIONS).delete()
    return done

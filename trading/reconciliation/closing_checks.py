"""What is looked at of broker accounts before a month of the books is closed."""

from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Q
from django.urls import reverse

from fidus.lib import clock
from fidus.lib.finding import Finding
from trading.reconciliation.domain.break_states import BreakState
from trading.reconciliation.models import Break
from trading.reconciliation.selectors.breaks import last_comparison

_OLD = timedelta(days=1)


def every_broker_account_is_reconciled(*, until: date) -> list[Finding]:
    """Money that stood otherwise at the broker by the month's end, and still does; what was accepted is told."""
    over = datetime.combine(until + timedelta(days=1), time(), tzinfo=UTC)
    money = Break.objects.filter(kind__in=["balance", "cash"], since__lt=over).select_related("account")
    found = [
        Finding(
            False,
            f"{broken}: the broker tells {broken.shown(broken.theirs)}, we make {broken.shown(broken.ours)}.",
            reverse("admin:reconciliation_break_change", args=[broken.pk]),
            warning=True,
        )
        for broken in money.filter(state=BreakState.OPEN.value).order_by("since", "pk")
    ]
    compared = last_comparison()
    if compared is not None and compared.at < clock.now() - _OLD:
        text = f"Accounts were compared with their brokers last on {compared.at:%-d %b %Y}."
        found.append(Finding(False, text, reverse("admin:reconciliation_break_changelist"), warning=True))
    accepted = money.filter(Q(state=BreakState.ACCEPTED.value)).count()
    if not found:
        beside = f"; {accepted} accepted by two people" if accepted else ""
        found.append(Finding(True, f"No broker account stands otherwise than its deals and cash make{beside}."))
    return found

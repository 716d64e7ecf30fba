"""What of the fees waits for a second person."""

from django.db.models import Count, Sum
from django.urls import reverse

from accounts.models import User
from fidus.lib.approval import Approval
from fidus.lib.money import Money
from funds.fees.domain.fee_run_states import FeeRunState
from funds.fees.models import FeeRun, FeeRunRow


def approvals_waiting(reader: User) -> list[Approval]:
    """Fee runs this reader may charge, the oldest first: not those they prepared. Two queries."""
    if not reader.has_perm("fees.charge_fee_run"):
        return []
    runs = FeeRun.objects.filter(state=FeeRunState.PREPARED).exclude(prepared_by=reader).select_related("prepared_by")
    sums: dict[int, list[tuple[str, int, int]]] = {}
    rows = FeeRunRow.objects.filter(run__in=runs).values_list("run", "currency").order_by()
    for run, currency, fees, minor in rows.annotate(fees=Count("pk"), sum=Sum("amount_minor")):
        sums.setdefault(run, []).append((currency, fees, minor))
    return [_approval(run, sums.get(run.pk, [])) for run in runs.order_by("prepared_at")]


def _approval(run: FeeRun, sums: list[tuple[str, int, int]]) -> Approval:
    fees = sum(count for _, count, _ in sums)
    totals = [Money.from_minor(minor, currency) for currency, _, minor in sums]
    return Approval(
        what="Fee run",
        about=f"{run}, {fees} {'fee' if fees == 1 else 'fees'}: {', '.join(map(str, totals))}",
        url=reverse("admin:fees_feerun_charge", args=[run.pk]),
        asked_by=str(run.prepared_by or "Nightly run"),
        since=run.prepared_at,
        amount=totals[0] if len(totals) == 1 else None,
    )

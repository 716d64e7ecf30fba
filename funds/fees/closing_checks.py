"""What fees look at before a month of the books is closed; a check's name is its title on the checklist."""

from datetime import date

from django.urls import reverse

from fidus.lib.finding import Finding
from funds.fees.domain.fee_run_states import FeeRunState
from funds.fees.models import FeeRun


def no_fee_run_is_open(*, until: date) -> list[Finding]:
    """A run whose entries would have value in a closed month charges nothing; a warning, for it may be meant to."""
    open_states = (FeeRunState.PREPARED, FeeRunState.CHARGING)
    runs = FeeRun.objects.filter(state__in=open_states, value_on__lte=until).order_by("value_on")
    return [
        Finding(
            False,
            f"{run} wait with value date {run.value_on:%-d %b %Y}; once the month is closed they cannot be charged.",
            reverse("admin:fees_feerun_change", args=[run.pk]),
            warning=True,
        )
        for run in runs
    ] or [Finding(True, "No fee run is open.")]

"""What the funds look at before a month of the books is closed; a check's name is its title on the checklist."""

from datetime import date

from django.db.models import Min
from django.urls import reverse

from fidus.lib.finding import Finding
from funds.domain.investment_states import EARNING
from funds.domain.payout_states import PayoutState
from funds.models import Accrual, InterestPayout


def every_night_is_accrued(*, until: date) -> list[Finding]:
    """Interest of every earning investment is posted to the month's last day."""
    behind = Accrual.objects.filter(investment__state__in=EARNING, accrued_through__lt=until)
    count, oldest = behind.count(), behind.aggregate(day=Min("accrued_through"))["day"]
    if not count:
        return [Finding(True, f"Interest is accrued to {until:%-d %b %Y}.")]
    investments = "One investment is" if count == 1 else f"{count:,} investments are"
    text = f"{investments} accrued to {oldest:%-d %b %Y} only. Run the accrual, then check again."
    return [Finding(False, text, reverse("admin:funds_accrualrun_changelist"))]


def interest_that_fell_due_is_paid(*, until: date) -> list[Finding]:
    """Payments that fell due in the month or before; a warning, for a bank may take its time."""
    found = []
    for state, words in ((PayoutState.DUE, "not approved"), (PayoutState.APPROVED, "approved, not paid")):
        count = InterestPayout.objects.filter(state=state.value, pay_on__lte=until).count()
        if count:
            payments = "One interest payment is" if count == 1 else f"{count:,} interest payments are"
            url = f"{reverse('admin:funds_interestpayout_changelist')}?state__exact={state.value}"
            found.append(Finding(False, f"{payments} {words} though due before the month's end.", url, warning=True))
    return found or [Finding(True, "No interest payment is left over.")]

"""What the rates look at before a month of the books is closed; a check's name is its title on the checklist."""

from datetime import date

from django.conf import settings
from django.urls import reverse

from accounts.rates.models import Revaluation
from accounts.rates.revaluations import RevaluationLine, revaluation_lines, why_the_night_waits
from fidus.lib.finding import Finding
from fidus.lib.money import Money


def foreign_balances_are_revalued(*, until: date) -> list[Finding]:
    """Every currency's difference of exchange is posted, or there is none; a rate that is missing stops the closing."""
    lines = revaluation_lines(until)
    if not lines:
        firm = settings.FIRM_CURRENCY
        return [Finding(True, f"Nothing to revalue: all that is owned and owed is in {firm}, or cancels out.")]
    step = f"{reverse('admin:rates_revaluation_month')}?month_end={until:%Y-%m-%d}"
    waits, later = why_the_night_waits(until, lines), _later(until)
    return [_finding(line, step, waits, later) for line in lines]


def _finding(line: RevaluationLine, step: str, waits: str, later: Revaluation | None) -> Finding:
    currency = line.currency
    if line.done is not None:
        if line.since:
            text = (
                f"{currency}: {_signed(line.since)} came about since it was posted, by late entries or corrected "
                "rates. Take it back and post it anew, or leave it to the next month."
            )
            return Finding(False, text, reverse("admin:rates_revaluation_change", args=[line.done.pk]), warning=True)
        at = f"{line.done.rate.normalize():f} of {line.done.rate_on:%-d %b %Y}"
        return Finding(True, f"{currency}: {_signed(line.done.posted)} is posted, at {at}.")
    if line.problem:
        text = f"{currency}: a rate is missing. {line.problem} Import it, or two people set it by hand."
        return Finding(False, text, reverse("admin:rates_rateoverride_changelist"))
    if not line.to_post:
        return Finding(True, f"{currency}: nothing to post, it is worth what it is carried at.")
    text = f"{currency}: {_signed(line.to_post)} of exchange is not posted."
    if later:
        address = reverse("admin:rates_revaluation_changelist")
        return Finding(False, f"{text} {later.month_end:%B %Y} is posted already; take that back first.", address)
    return Finding(False, f"{text} {waits or 'The night posts it, or you do.'}", step)


def _later(until: date) -> Revaluation | None:
    """The newest month after it that stands posted: months are revalued in their order."""
    return Revaluation.objects.filter(month_end__gt=until, reversed_at=None).order_by("-month_end").first()


def _signed(money: Money) -> str:
    return f"+{money}" if money.minor > 0 else str(money)

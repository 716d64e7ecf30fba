"""Post what the firm's money in foreign currencies gained or lost by exchange up to a month's end."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max

from accounts.ledger.api import AccountSpec, Draft, Leg, PeriodClosed, open_accounts, post_entry
from accounts.models import User
from accounts.rates.domain.ecb_files import EARLIEST
from accounts.rates.errors import NotRevalued
from accounts.rates.events import PositionRevalued
from accounts.rates.models import Revaluation
from accounts.rates.revaluations import RevaluationLine, is_month_end, revaluation_lines
from accounts.trail.api import record
from fidus.lib import clock
from fidus.lib.money import Money

_ONE_AT_A_TIME = "select pg_advisory_xact_lock(hashtext('rates.revalue'))"


@transaction.atomic
def revalue(*, month_end: date, by: User | None) -> list[Revaluation]:
    """What stands for each currency of the month; run again it adds nothing. All currencies or none.

    Raises NotRevalued: not a month's end that is over, a later month stands posted, a rate is missing, books closed.
    """
    if not is_month_end(month_end) or not EARLIEST <= month_end <= clock.today():
        raise NotRevalued("Choose the last day of a month that is over.")
    with connection.cursor() as cursor:
        cursor.execute(_ONE_AT_A_TIME)
    later = Revaluation.objects.filter(month_end__gt=month_end, reversed_at=None).order_by("month_end").first()
    if later:
        raise NotRevalued(f"{later.month_end:%B %Y} is posted already; months are revalued in their order.")
    lines = revaluation_lines(month_end)
    if problems := [line.problem for line in lines if line.problem and not line.done]:
        raise NotRevalued(" ".join(dict.fromkeys(problems)) + " Set the rate by hand if nobody publishes it.")
    return [line.done or _post(line, month_end, by) for line in lines]


def _post(line: RevaluationLine, month_end: date, by: User | None) -> Revaluation:
    assert line.revalued
    assert line.rate
    assert line.to_post is not None
    tried = Revaluation.objects.filter(month_end=month_end, currency=line.currency).aggregate(most=Max("attempt"))
    attempt = (tried["most"] or 0) + 1
    entry = None
    subject = f"revaluation:{line.currency}:{month_end:%Y-%m}"
    happened = PositionRevalued(
        subject, None, line.currency, month_end, line.revalued.position, line.rate.value, line.to_post
    )
    event = record(happened, by=by)
    if line.to_post:
        draft = revaluation_draft(line.currency, line.to_post, month_end, attempt, event=event)
        try:
            entry = post_entry(draft, by=by).entry
        except PeriodClosed as error:
            raise NotRevalued(f"The books of {month_end:%B %Y} are closed.") from error
    return Revaluation.objects.create(
        month_end=month_end,
        currency=line.currency,
        firm_currency=settings.FIRM_CURRENCY,
        attempt=attempt,
        position_minor=line.revalued.position.minor,
        carrying_minor=line.revalued.carrying.minor,
        value_minor=line.revalued.value.minor,
        posted_minor=line.to_post.minor,
        rate=line.rate.value,
        rate_on=line.rate.on,
        entry=entry,
        posted_by=by,
        posted_at=clock.now(),
    )


def revaluation_draft(
    currency: str, gain: Money, month_end: date, attempt: int = 1, *, event: int | None = None
) -> Draft:
    """What a gain, or below zero a loss, posts: in the firm's currency alone (docs/adr/0019)."""
    firm = gain.currency
    is_gain = gain > Money.zero(firm)
    kind, root = ("income", "Income") if is_gain else ("expense", "Expenses")
    holding, result = open_accounts(
        [
            AccountSpec(f"Assets:Revaluation:{currency}", "asset", firm, f"{currency} at the last month's rate"),
            AccountSpec(f"{root}:ExchangeDifferences:{firm}", kind, firm, "Differences of exchange"),
        ]
    )
    return Draft(
        key=f"revaluation:{currency}:{month_end:%Y-%m}:{attempt}",
        kind="revaluation",
        text=f"{currency} at the rate of the end of {month_end:%B %Y}",
        booked_on=clock.today(),
        value_on=month_end,
        legs=(Leg(holding, gain), Leg(result, -gain)),
        event=event,
    )

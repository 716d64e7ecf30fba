"""Publish a new version of a fund's terms; investments opened before keep theirs."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Max

from accounts.ledger.api import open_account
from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from fidus.lib.money import Money
from funds.domain.calendars import Calendar
from funds.domain.day_counts import DayCount
from funds.domain.windows import WindowRule
from funds.errors import BadDate, NotInvited, NotWithinTerms
from funds.events import TermsPublished
from funds.models import Product, TermsVersion


@transaction.atomic
def publish_terms(
    *,
    product: Product,
    valid_from: date,
    minimum: Money,
    monthly_rate: Decimal | None,
    day_count: DayCount,
    throughout: bool = False,
    incubation_months: int = 2,
    window_rule: WindowRule = WindowRule.QUARTER_ENDS,
    notice_business_days: int = 10,
    calendar: Calendar = Calendar.TARGET,
    pay_out_allowed: bool = True,
    keep_allowed: bool = True,
    term_months: int | None = None,
    maturity_allowed: bool = False,
    by: User | None,
) -> TermsVersion:
    """The new version, in the currency of `minimum`. Raises BadDate if it would not follow the newest version,
    NotInvited if the rate is open in a fund that anybody may enter, NotWithinTerms if the terms contradict themselves.
    """
    product = Product.objects.select_for_update().get(pk=product.pk)
    if monthly_rate is None and not product.by_invitation:
        raise NotInvited(f"{product.code} is open to all clients, so its terms name a monthly rate.")
    if monthly_rate is not None and not 0 < monthly_rate < 1:
        raise NotWithinTerms("A monthly rate is a share between 0 and 1: 0.025 is 2.5 %.")
    if throughout and day_count is not DayCount.ACT_30_44:
        raise NotWithinTerms("Only ACT/30.44 can run through full months.")
    if not (pay_out_allowed or keep_allowed or maturity_allowed):
        raise NotWithinTerms("Interest is paid out, kept or paid at the end: the terms must allow one of them.")
    if maturity_allowed and term_months is None:
        raise NotWithinTerms("Interest paid at the end of the term needs a term: say its months.")
    versions = product.terms_versions.all()
    newest = versions.filter(currency=minimum.currency).aggregate(day=Max("valid_from"))["day"]
    if newest is not None and valid_from <= newest:
        raise BadDate(f"Terms of {product.code} in {minimum.currency} are published up to {newest:%-d %b %Y} already.")
    terms = TermsVersion.objects.create(
        product=product,
        version=(versions.aggregate(number=Max("version"))["number"] or 0) + 1,
        valid_from=valid_from,
        currency=minimum.currency,
        monthly_rate=monthly_rate,
        incubation_months=incubation_months,
        day_count=day_count,
        throughout=throughout,
        window_rule=window_rule,
        notice_business_days=notice_business_days,
        calendar=calendar,
        minimum_minor=minimum.minor,
        pay_out_allowed=pay_out_allowed,
        keep_allowed=keep_allowed,
        term_months=term_months,
        maturity_allowed=maturity_allowed,
        expense_account=open_account(
            code=f"Expenses:Interest:{product.code}:{minimum.currency}",
            kind="expense",
            currency=minimum.currency,
            label=f"Interest to clients of {product.code}",
        ),
        published_by=by,
        published_at=clock.now(),
    )
    event = TermsPublished(product.code, None, terms.version, valid_from, minimum.currency, monthly_rate)
    record(event, by=by)
    return terms

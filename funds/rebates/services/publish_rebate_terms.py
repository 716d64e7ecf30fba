"""Write down a new rate of an agreement."""

from datetime import date, timedelta
from decimal import Decimal

from django.db import IntegrityError, connection, transaction

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from funds.rebates.domain.counting import Counting
from funds.rebates.errors import NotAnAgreement
from funds.rebates.events import RebateTermsPublished
from funds.rebates.models import RebateAgreement, RebatedDeal, RebateTerms

_LONGEST = timedelta(days=30)
# No deal may be counted while the terms it would be counted by are being written.
_NOT_WHILE_COUNTING = "select pg_advisory_xact_lock(hashtext('rebates.count'))"


@transaction.atomic
def publish_rebate_terms(
    *,
    agreement: RebateAgreement,
    valid_from: date,
    rate: Decimal,
    counting: Counting,
    minimum: timedelta,
    by: User | None,
) -> RebateTerms:
    """The terms of all deals from `valid_from` on; earlier deals keep theirs, and so do deals that are counted.

    Raises NotAnAgreement.
    """
    if not rate.is_finite() or not 0 < rate < 10**7 or rate != rate.quantize(Decimal("0.0001")):
        raise NotAnAgreement("A rate is above zero and has at most four decimal places.")
    if not timedelta(0) <= minimum <= _LONGEST or minimum % timedelta(seconds=1):
        raise NotAnAgreement("The shortest time a position is held is whole seconds, thirty days at most.")
    if valid_from < agreement.valid_from or (agreement.ended_on and valid_from >= agreement.ended_on):
        raise NotAnAgreement("Terms begin within the days of their agreement.")
    with connection.cursor() as cursor:
        cursor.execute(_NOT_WHILE_COUNTING)
    counted = (
        RebatedDeal.objects.filter(terms__agreement=agreement, dealt_on__gte=valid_from).order_by("-dealt_on").first()
    )
    if counted:
        raise NotAnAgreement(
            f"Deals up to {counted.dealt_on:%-d %b %Y} are counted by the terms that stand; new ones begin after that."
        )
    try:
        with transaction.atomic():
            terms = RebateTerms.objects.create(
                agreement=agreement,
                valid_from=valid_from,
                rate=rate,
                counting=counting.value,
                minimum_seconds=int(minimum.total_seconds()),
                published_by=by,
                published_at=clock.now(),
            )
    except IntegrityError as error:
        raise NotAnAgreement(f"Terms from {valid_from:%-d %b %Y} are written down already.") from error
    subject = f"rebate-agreement:{agreement.pk}"
    record(RebateTermsPublished(subject, None, valid_from, rate, counting.value, terms.minimum_seconds), by=by)
    return terms

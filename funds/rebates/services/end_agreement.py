"""End an agreement with a broker."""

from datetime import date

from django.db import connection, transaction

from accounts.models import User
from accounts.trail.api import record
from funds.rebates.errors import NotAnAgreement
from funds.rebates.events import RebateAgreementEnded
from funds.rebates.models import RebateAgreement, RebatedDeal

_NOT_WHILE_COUNTING = "select pg_advisory_xact_lock(hashtext('rebates.count'))"


@transaction.atomic
def end_agreement(*, agreement: RebateAgreement, ended_on: date, reason: str, by: User | None) -> RebateAgreement:
    """`ended_on` is the first day whose deals no longer count; once. Raises NotAnAgreement."""
    if not reason.strip():
        raise NotAnAgreement("Say why it ends.")
    if ended_on < agreement.valid_from:
        raise NotAnAgreement("It ends after it began.")
    with connection.cursor() as cursor:
        cursor.execute(_NOT_WHILE_COUNTING)
    counted = (
        RebatedDeal.objects.filter(terms__agreement=agreement, dealt_on__gte=ended_on).order_by("-dealt_on").first()
    )
    if counted:
        raise NotAnAgreement(f"Deals up to {counted.dealt_on:%-d %b %Y} are counted by it; it ends after that.")
    standing = RebateAgreement.objects.filter(pk=agreement.pk, ended_on=None)
    if standing.update(ended_on=ended_on, end_reason=reason.strip()) != 1:
        raise NotAnAgreement("It has ended already.")
    agreement.refresh_from_db()
    record(RebateAgreementEnded(f"rebate-agreement:{agreement.pk}", None, ended_on, reason.strip()), by=by)
    return agreement

"""End a share of a broker account."""

from datetime import date

from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from funds.errors import BadMapping
from funds.events import AccountUnmapped
from funds.models import AccountMapping


@transaction.atomic
def unmap_account(*, mapping: AccountMapping, until_on: date, by: User | None) -> AccountMapping:
    """The mapping, ended: `until_on` is the first day without it. Raises BadMapping if it had ended or not begun."""
    if until_on <= mapping.from_on:
        raise BadMapping(f"The mapping began on {mapping.from_on:%-d %b %Y}; it can end only after that.")
    if AccountMapping.objects.filter(pk=mapping.pk, until_on=None).update(until_on=until_on) != 1:
        raise BadMapping("The mapping has ended already.")
    mapping.until_on = until_on
    investment = mapping.investment
    record(AccountUnmapped(investment.number, investment.client_id, str(mapping.account), until_on), by=by)
    return mapping

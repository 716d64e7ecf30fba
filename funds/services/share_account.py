"""Let a client see how the account stands in which their money works; or no longer."""

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from funds.errors import BadMapping
from funds.events import AccountShared, AccountUnshared
from funds.models import AccountMapping


@transaction.atomic
def share_account(*, mapping: AccountMapping, by: User) -> AccountMapping:
    """The mapping, shared: while it lasts, the client sees the whole account's figures. Raises BadMapping."""
    now, today = clock.now(), clock.today()
    lasting = AccountMapping.objects.filter(Q(until_on=None) | Q(until_on__gt=today), pk=mapping.pk, shared_at=None)
    if lasting.update(shared_at=now, shared_by=by) != 1:
        raise BadMapping("It is shared already, or the account works for this investment no more.")
    mapping.shared_at, mapping.shared_by = now, by
    record(AccountShared(mapping.investment.number, mapping.investment.client_id, str(mapping.account)), by=by)
    return mapping


@transaction.atomic
def stop_sharing_account(*, mapping: AccountMapping, by: User) -> AccountMapping:
    """The mapping, seen by the firm alone from now on. Raises BadMapping if it was."""
    if (
        AccountMapping.objects.filter(pk=mapping.pk, shared_at__isnull=False).update(shared_at=None, shared_by=None)
        != 1
    ):
        raise BadMapping("It is not shared.")
    mapping.shared_at = mapping.shared_by = None
    record(AccountUnshared(mapping.investment.number, mapping.investment.client_id, str(mapping.account)), by=by)
    return mapping

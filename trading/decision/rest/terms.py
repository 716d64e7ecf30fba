"""What allocations and limits share over the API: the people of a proposal, and what each of them said."""

from rest_framework import serializers

from accounts.gateway.rest.fields import Person
from accounts.gateway.rest.records import Order, Record

# The last fields of each record.
COURSE = (
    "reason", "state", "proposed_by", "proposed_at", "decided_by", "decided_at", "decision", "ended_by", "ended_at",
    "end_reason",
)  # fmt: skip


class TermsRecord(Record):
    proposed_by = Person()
    decided_by = Person()
    ended_by = Person()


class Why(Order):
    """It stays beside it and on the trail."""

    reason = serializers.CharField(max_length=500)

"""Rates by hand over the API."""

from typing import Any

from rest_framework import serializers

from accounts.gateway.rest.fields import Person
from accounts.gateway.rest.records import Order, Record
from accounts.gateway.rest.resource import Records, operation
from accounts.models import User
from accounts.rates.models import RateOverride
from accounts.rates.services.approve_override import approve_override
from accounts.rates.services.end_override import end_override
from accounts.rates.services.propose_override import propose_override
from accounts.rates.services.refuse_override import refuse_override
from accounts.rates.services.withdraw_override import withdraw_override


class OverrideRecord(Record):
    """`value` units of `quote` for one `base` on its days, both included, once it is approved."""

    proposed_by = Person()
    decided_by = Person()
    ended_by = Person()

    class Meta:
        model = RateOverride
        fields = (
            "id", "base", "quote", "value", "valid_from", "valid_until", "reason", "state", "proposed_by",
            "proposed_at", "decided_by", "decided_at", "decision", "ended_by", "ended_on", "end_reason",
        )  # fmt: skip


class NewOverride(Order):
    """A rate that nobody publishes, or in place of one that is wrong."""

    base = serializers.CharField(max_length=5, help_text="A currency's code, such as USDT.")
    quote = serializers.CharField(max_length=5)
    value = serializers.DecimalField(max_digits=20, decimal_places=10, help_text="Units of `quote` for one `base`.")
    valid_from = serializers.DateField()
    valid_until = serializers.DateField(help_text="The last day, a year later at most.")
    reason = serializers.CharField(max_length=500, help_text="Why, and where the rate comes from.")


class Why(Order):
    """It stays beside the rate and on the trail."""

    reason = serializers.CharField(max_length=500)


class Overrides(Records):
    """Rates by hand: whoever proposed one does not decide on it."""

    kind = "rates"
    permission = "rates.view_rateoverride"
    queryset = RateOverride.objects.select_related("proposed_by", "decided_by", "ended_by")
    serializer_class = OverrideRecord
    filterset_fields = {
        "state": ["exact"], "base": ["exact"], "quote": ["exact"], "valid_from": ["lte"], "valid_until": ["gte"],
    }  # fmt: skip

    @operation(permission="rates.propose_override", takes=NewOverride)
    def create(self, *, by: User, **given: Any) -> RateOverride:
        """Propose a rate; it holds once a second person has approved it."""
        return propose_override(by=by, **given)

    @operation(permission="rates.approve_override")
    def approve(self, override: RateOverride, *, by: User) -> RateOverride:
        """Approve it; it goes before the published rate on its days, also on those that are over."""
        return approve_override(override=override, by=by)

    @operation(permission="rates.approve_override", takes=Why)
    def refuse(self, override: RateOverride, *, by: User, reason: str) -> RateOverride:
        """Refuse it; whoever proposed it reads why."""
        return refuse_override(override=override, reason=reason, by=by)

    @operation(permission="rates.propose_override")
    def withdraw(self, override: RateOverride, *, by: User) -> RateOverride:
        """Take back what one proposed oneself."""
        return withdraw_override(override=override, by=by)

    @operation(permission="rates.approve_override", takes=Why)
    def end(self, override: RateOverride, *, by: User, reason: str) -> RateOverride:
        """End it today; the days before keep it."""
        return end_override(override=override, reason=reason, by=by)

"""Differences with brokers over the API, and the words that one may stay."""

from decimal import Decimal
from typing import Any

from rest_framework import serializers

from accounts.gateway.rest.fields import Person
from accounts.gateway.rest.records import Order, Record
from accounts.gateway.rest.resource import Records, operation
from accounts.models import User
from trading.reconciliation.models import Acceptance, Break
from trading.reconciliation.services.accept_difference import accept_difference
from trading.reconciliation.services.decline_acceptance import decline_acceptance
from trading.reconciliation.services.propose_acceptance import propose_acceptance
from trading.reconciliation.services.withdraw_acceptance import withdraw_acceptance


class BreakRecord(Record):
    """Two figures that should be one. Balances and cash are in the account's currency, positions and orders in lots."""

    difference = serializers.DecimalField(max_digits=25, decimal_places=8, help_text="Theirs less ours.")

    class Meta:
        model = Break
        fields = (
            "id", "account", "kind", "subject", "ours", "theirs", "difference", "reason", "remark", "state", "since",
            "seen_at", "opened_at", "agreed_at", "agreed_figure",
        )  # fmt: skip


class AcceptanceRecord(Record):
    """That a difference may stay while it moves by no more than `band`."""

    proposed_by = Person()
    decided_by = Person()

    class Meta:
        model = Acceptance
        fields = (
            "id", "of_break", "difference", "band", "reason", "state", "proposed_by", "proposed_at", "decided_by",
            "decided_at", "decision", "ended_at",
        )  # fmt: skip


class Proposal(Order):
    """The difference as it was read: if it is another by now, nothing is proposed."""

    difference = serializers.DecimalField(max_digits=24, decimal_places=8)
    band = serializers.DecimalField(
        max_digits=24, decimal_places=8, min_value=Decimal(0), default=Decimal(0), help_text="How far it may move."
    )
    reason = serializers.CharField(max_length=500, help_text="Why it may stay, and what was looked at.")


class Why(Order):
    """Whoever proposed it reads it."""

    reason = serializers.CharField(max_length=500)


class Breaks(Records):
    """What brokers tell and we do not make of our deals. They come and go by themselves, every minute."""

    kind = "trading"
    permission = "reconciliation.view_break"
    queryset = Break.objects.select_related("account")
    serializer_class = BreakRecord
    filterset_fields = {
        "account": ["exact"], "kind": ["exact"], "subject": ["exact"], "state": ["exact"], "since": ["gte", "lt"],
    }  # fmt: skip

    @operation(permission="reconciliation.propose_acceptance", takes=Proposal, gives=AcceptanceRecord)
    def propose_acceptance(self, broken: Break, *, by: User, **given: Any) -> Acceptance:
        """Propose that it may stay; a second person accepts it. Nothing is booked."""
        return propose_acceptance(broken=broken, by=by, **given)


class Acceptances(Records):
    """Accepted differences: whoever proposed one does not decide on it."""

    kind = "trading"
    permission = "reconciliation.view_acceptance"
    queryset = Acceptance.objects.select_related("of_break__account", "proposed_by", "decided_by")
    serializer_class = AcceptanceRecord
    filterset_fields = {"state": ["exact"], "of_break": ["exact"], "of_break__account": ["exact"]}

    @operation(permission="reconciliation.accept_difference")
    def accept(self, acceptance: Acceptance, *, by: User) -> Acceptance:
        """It stays on record with its amount, and opens again when the difference becomes another."""
        return accept_difference(acceptance=acceptance, by=by)

    @operation(permission="reconciliation.accept_difference", takes=Why)
    def decline(self, acceptance: Acceptance, *, by: User, reason: str) -> Acceptance:
        """It stays open."""
        return decline_acceptance(acceptance=acceptance, reason=reason, by=by)

    @operation(permission="reconciliation.propose_acceptance")
    def withdraw(self, acceptance: Acceptance, *, by: User) -> Acceptance:
        """Take back what one proposed oneself."""
        return withdraw_acceptance(acceptance=acceptance, by=by)

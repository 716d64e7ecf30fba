"""A client's word where interest of a currency is paid to."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models import Client
from funds.wallets.domain.instruction_states import InstructionState
from funds.wallets.models.destination import Destination

_PERSON: dict[str, Any] = {"on_delete": models.PROTECT, "null": True, "blank": True, "related_name": "+"}
_OVER = [InstructionState.REFUSED.value, InstructionState.STOPPED.value]


class InterestInstruction(models.Model):
    """Never changed: another word is another row, in force once a second person saw it and it has cooled off."""

    State = InstructionState

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="interest_instructions")
    currency = models.CharField(max_length=3, help_text="Interest in this currency, of every investment.")
    destination = models.ForeignKey(Destination, on_delete=models.PROTECT, related_name="interest_instructions")
    state = models.CharField(max_length=10, choices=[(one.value, one.value.capitalize()) for one in InstructionState])
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, **_PERSON)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    usable_from = models.DateTimeField(null=True, blank=True, help_text="The end of the cooling-off.")
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, **_PERSON)
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True, help_text="Why it was refused or stopped.")

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        default_permissions = ("view",)
        indexes = [models.Index(fields=["client", "currency", "state"], name="instruction_of_client")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in InstructionState]), name="instruction_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("proposed_by")),
                name="instruction_confirmed_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=~Q(state=InstructionState.CONFIRMED.value)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False, usable_from__gte=F("confirmed_at")),
                name="instruction_confirmed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state__in=_OVER, ended_at__isnull=False) | (~Q(state__in=_OVER) & Q(ended_at__isnull=True)),
                name="instruction_ended_when_it_is_over",
            ),
            models.CheckConstraint(
                condition=~Q(state=InstructionState.REFUSED.value) | (~Q(reason="") & Q(ended_by__isnull=False)),
                name="instruction_refused_with_a_reason",
            ),
            models.UniqueConstraint(
                fields=["client", "currency"],
                condition=Q(state=InstructionState.PROPOSED.value),
                name="one_instruction_proposed_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"Interest in {self.currency} to {self.destination}"

    @property
    def reference(self) -> str:
        """What the trail and the office call it."""
        return f"instruction:{self.pk}"

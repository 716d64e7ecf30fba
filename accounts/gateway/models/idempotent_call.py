"""Calls that change something, each remembered under the caller's own key with the answer it was given."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from accounts.gateway.domain.idempotency import KEY_LENGTH


class IdempotentCall(models.Model):
    """Written in the transaction of the call's own work: there is an answer exactly if there was the work.

    Kept for KEPT_DAYS of accounts.gateway.domain.idempotency.
    """

    caller = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=KEY_LENGTH)
    # Keyed SHA-256 of method, address and body.
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    answer = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    answered_at = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["caller", "key"], name="one_answer_per_caller_and_key")]

    def __str__(self) -> str:
        return f"{self.key} of {self.caller_id}"

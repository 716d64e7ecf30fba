"""The trail's two append-only tables: what happened, and the chain of hashes over it."""

from django.conf import settings
from django.db import models

from accounts.trail.domain.event import RecordedEvent


class StoredEvent(models.Model):
    """One event. The database itself stamps `cluster` and `xid`: the order of commits is told by them, not by `id`."""

    kind = models.CharField(max_length=80)
    subject = models.CharField(max_length=120)
    client = models.ForeignKey("accounts.Client", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    actor_label = models.CharField("by", max_length=250)
    data = models.JSONField()
    recorded_at = models.DateTimeField()
    cluster = models.BigIntegerField(db_default=0, editable=False)
    xid = models.BigIntegerField(db_default=0, editable=False)

    class Meta:
        db_table = "trail_event"
        verbose_name = "event"
        default_permissions = ("view",)
        permissions = [("export_trail", "Can take the trail out as a file")]
        indexes = [
            models.Index(fields=["subject", "-id"], name="trail_event_subject"),
            models.Index(fields=["client", "-id"], name="trail_event_client"),
            models.Index(fields=["actor", "-id"], name="trail_event_actor"),
            models.Index(fields=["kind", "-id"], name="trail_event_kind"),
            models.Index(fields=["recorded_at"], name="trail_event_recorded_at"),
            models.Index(fields=["cluster", "xid", "id"], name="trail_event_commit_order"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"

    def as_recorded(self) -> RecordedEvent:
        return RecordedEvent(
            id=self.pk,
            kind=self.kind,
            subject=self.subject,
            client=self.client_id,
            actor=self.actor_id,
            actor_label=self.actor_label,
            data=self.data,
            recorded_at=self.recorded_at,
        )


class Seal(models.Model):
    """One link of the chain: the event's hash together with the link before. Numbers have no gaps."""

    number = models.BigIntegerField(primary_key=True)
    # No foreign key: a link whose event has vanished must be able to stand, and say so.
    event = models.BigIntegerField(unique=True)
    hash = models.BinaryField(max_length=32)

    class Meta:
        db_table = "trail_seal"
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.number)

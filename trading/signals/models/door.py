"""Where a strategy's messages come in."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from trading.signals.domain.door_states import DoorState
from trading.signals.models.strategy import Strategy


class DoorKind(models.TextChoices):
    WEBHOOK = "webhook", "Webhook"
    MAIL = "mail", "E-mail"
    REST = "rest", "REST API"
    FILE = "file", "File drop"
    COMMAND = "command", "Command"


# Found by a secret in their address; the others by the strategy alone, since who uses them is known otherwise.
WITH_SECRET = (DoorKind.WEBHOOK, DoorKind.MAIL)


class Door(models.Model):
    """`digest` is the keyed hash of the secret, which was told once; `hint` its first letters, to know it again.

    `allowed` are networks (webhook) or senders (e-mail) from which messages are taken; none: any. `names` and
    `actions` are the words of a foreign JSON (trading/signals/domain/foreign_json.py).
    """

    Kind, State = DoorKind, DoorState

    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="doors")
    kind = models.CharField(max_length=10, choices=DoorKind)
    label = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)
    hint = models.CharField("begins with", max_length=8, blank=True)
    allowed = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    calls_a_minute = models.PositiveIntegerField(default=120)
    names = models.JSONField("names of fields", default=dict, blank=True)
    actions = models.JSONField("words of actions", default=dict, blank=True)
    state = models.CharField(
        max_length=10, choices=[(s.value, s.value.capitalize()) for s in DoorState], default=DoorState.OPEN
    )
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    refusal_told_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When the trail last heard of a message that was refused."
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    why = models.CharField("why it was closed", max_length=300, blank=True)

    class Meta:
        ordering = ["-opened_at", "-pk"]
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=DoorKind.values), name="door_kind_is_known"),
            models.CheckConstraint(
                condition=Q(state=DoorState.OPEN, closed_at__isnull=True, why="")
                | (Q(state=DoorState.CLOSED, closed_at__isnull=False) & ~Q(why="")),
                name="door_is_closed_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=WITH_SECRET, digest__isnull=False)
                | (~Q(kind__in=WITH_SECRET) & Q(digest__isnull=True)),
                name="door_has_a_secret_where_it_needs_one",
            ),
            models.CheckConstraint(
                condition=Q(calls_a_minute__gte=1, calls_a_minute__lte=60_000), name="door_takes_some_calls"
            ),
            models.UniqueConstraint(
                fields=["strategy", "kind"],
                condition=Q(state=DoorState.OPEN) & ~Q(kind__in=WITH_SECRET),
                name="one_open_door_of_a_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.strategy.code}: {self.label}"

    @property
    def subject(self) -> str:
        """What the trail calls it."""
        return f"door:{self.pk}"

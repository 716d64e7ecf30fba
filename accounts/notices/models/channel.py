"""By what somebody is told."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.notices.domain import channel_states
from accounts.notices.domain.ways import EMAIL, WAYS


class ChannelState(models.TextChoices):
    PROPOSED = channel_states.PROPOSED, "Not confirmed"
    CONFIRMED = channel_states.CONFIRMED, "In use"
    PAUSED = channel_states.PAUSED, "Paused"
    REMOVED = channel_states.REMOVED, "Removed"


class Channel(models.Model):
    """Of one person. `lease_until`, `not_before` and `failing_since` are the database server's clock.

    `secret` (what the way asks for, as JSON) and `code` are sealed; `hint` is what may be shown of the secret.
    """

    State = ChannelState

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notice_channels")
    way = models.CharField(max_length=12, choices=[(name, way.title) for name, way in WAYS.items()])
    label = models.CharField(max_length=80)
    secret = models.TextField(blank=True, editable=False)
    hint = models.CharField("leads to", max_length=120, blank=True)
    state = models.CharField(max_length=10, choices=ChannelState, default=ChannelState.PROPOSED)
    why = models.CharField("why it is paused", max_length=300, blank=True)
    code = models.TextField(blank=True, editable=False)
    code_until = models.DateTimeField(null=True, blank=True, editable=False)
    code_tries = models.PositiveSmallIntegerField(default=0, editable=False)
    made_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField("last sent", null=True, blank=True)
    failing_since = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField("failures on end", default=0)
    not_before = models.DateTimeField(null=True, blank=True)
    # Who sends by it at the moment: one message at a time, so that a slow service costs one thread.
    lease = models.UUIDField(null=True, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = "channel of notices"
        verbose_name_plural = "channels of notices"
        ordering = ["-made_at", "-pk"]
        default_permissions = ("view",)
        permissions = [
            ("use_notices", "Can be told of events by channels of their own"),
            ("manage_notices", "Can pause channels of others, and send dead notices again or give them up"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=channel_states.STATES), name="channel_state_is_known"),
            models.CheckConstraint(condition=Q(way__in=list(WAYS)), name="channel_way_is_known"),
            models.CheckConstraint(
                condition=~Q(state=channel_states.PAUSED) | ~Q(why=""), name="channel_is_paused_for_a_reason"
            ),
            # E-mail goes where the person signs in; a removed channel keeps no secret.
            models.CheckConstraint(
                condition=Q(way=EMAIL, secret="")
                | Q(state=channel_states.REMOVED, secret="")
                | (~Q(way=EMAIL) & ~Q(state=channel_states.REMOVED) & ~Q(secret="")),
                name="channel_has_its_secret",
            ),
            models.CheckConstraint(
                condition=Q(state=channel_states.PROPOSED, confirmed_at__isnull=True)
                | Q(state=channel_states.REMOVED)
                | Q(state__in=[channel_states.CONFIRMED, channel_states.PAUSED], confirmed_at__isnull=False),
                name="channel_in_use_was_confirmed",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def subject(self) -> str:
        """What the trail calls it."""
        return f"channel:{self.pk}"

    @property
    def leads_to(self) -> str:
        """Where to, as far as it may be shown."""
        return self.owner.email if self.way == EMAIL else self.hint

"""Addresses that are told of events."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.gateway.models import ApiKey, Program
from accounts.hooks.domain import hook_states


class HookState(models.TextChoices):
    ACTIVE = hook_states.ACTIVE, "Active"
    OFF = hook_states.OFF, "Off"
    REMOVED = hook_states.REMOVED, "Removed"


class Environment(models.TextChoices):
    TEST = "test", "Test"
    LIVE = "live", "Live"


class Hook(models.Model):
    """Hears of what its owner may see, and of nothing else, asked anew before each message.

    `lease_until`, `not_before` and `failing_since` are the database server's clock. `secret` and `old_secret` are
    sealed (accounts/hooks/sealing.py).
    """

    State = HookState
    Environment = Environment

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="hooks")
    label = models.CharField(max_length=80)
    url = models.CharField("address", max_length=500)
    kinds = ArrayField(models.CharField(max_length=80), help_text="The kinds of events that it hears of.")
    # One in test hears of nothing but the test messages that its owner sends.
    environment = models.CharField(max_length=10, choices=Environment, default=Environment.TEST)
    state = models.CharField(max_length=10, choices=HookState, default=HookState.ACTIVE)
    why = models.CharField("why it is off", max_length=300, blank=True)
    secret = models.TextField(editable=False)
    old_secret = models.TextField(blank=True, editable=False)
    old_until = models.DateTimeField(null=True, blank=True)
    # What made it, where that was no page: it hears no more than that was lent, and for no longer.
    program = models.ForeignKey(Program, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    key = models.ForeignKey(ApiKey, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    delivered_at = models.DateTimeField("last delivered", null=True, blank=True)
    failing_since = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField("failures on end", default=0)
    not_before = models.DateTimeField(null=True, blank=True)
    # Who sends to it at the moment: one at a time, so that a slow receiver costs one thread.
    lease = models.UUIDField(null=True, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = "webhook"
        ordering = ["-made_at", "-pk"]
        default_permissions = ("view",)
        permissions = [
            ("use_hooks", "Can have webhooks of their own"),
            ("manage_hooks", "Can switch webhooks of others off, and send dead letters again or give them up"),
        ]
        indexes = [models.Index(fields=["lease_until"], name="hooks_to_serve", condition=Q(state=hook_states.ACTIVE))]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=hook_states.STATES), name="hook_state_is_known"),
            models.CheckConstraint(condition=Q(environment__in=Environment.values), name="hook_environment_is_known"),
            models.CheckConstraint(
                condition=Q(state=hook_states.ACTIVE, why="") | (~Q(state=hook_states.ACTIVE) & ~Q(why="")),
                name="hook_is_off_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(old_until__isnull=True, old_secret="") | (Q(old_until__isnull=False) & ~Q(old_secret="")),
                name="hook_old_secret_ends_some_day",
            ),
            models.CheckConstraint(
                condition=Q(program__isnull=True) | Q(key__isnull=True), name="hook_made_by_one_thing"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def subject(self) -> str:
        """What the trail calls it."""
        return f"hook:{self.pk}"

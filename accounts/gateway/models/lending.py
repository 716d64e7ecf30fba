"""What a person lent a program: one consent, and the line of tokens that grew from it."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from accounts.gateway.models.program import Program


class Lending(models.Model):
    """One line of refresh tokens (`family`), from the code that began it to its end.

    Whoever changes the line locks this row first, so that no token is made in a line that ends at that moment.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="lendings")
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="lendings")
    family = models.UUIDField(unique=True, editable=False)
    # SHA-256 of the code: a second use of it is noticed, at whatever moment (RFC 6749, section 4.1.2).
    code_digest = models.CharField(max_length=64, unique=True, editable=False)
    # What the person's password and sessions were then; the line ends when they change.
    standing = models.CharField(max_length=64, editable=False)
    scopes = ArrayField(models.CharField(max_length=60))
    lent_at = models.DateTimeField()
    until = models.DateTimeField()
    refreshed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    why = models.CharField("why it ended", max_length=300, blank=True)

    class Meta:
        ordering = ["-lent_at", "-pk"]
        default_permissions = ("view",)
        indexes = [models.Index(fields=["user"], condition=Q(ended_at__isnull=True), name="lendings_that_last")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, why="") | (Q(ended_at__isnull=False) & ~Q(why="")),
                name="lending_ends_for_a_reason",
            ),
            models.CheckConstraint(condition=Q(until__gt=F("lent_at")), name="lending_ends_some_day"),
        ]

    def __str__(self) -> str:
        return f"{self.program} for {self.user}"

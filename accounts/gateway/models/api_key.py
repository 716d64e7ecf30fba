"""Keys of programs that cannot do OAuth, such as a strategy developer's script."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q


class ApiKey(models.Model):
    """Acts as `user` within `scopes`; only a digest of it is kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="api_keys")
    prefix = models.CharField("key", max_length=20, unique=True)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    label = models.CharField(max_length=80)
    strategy = models.CharField(max_length=80, blank=True)
    scopes = ArrayField(models.CharField(max_length=60))
    networks = ArrayField(models.CharField(max_length=50), default=list, blank=True)
    # The person's session round: a key made before a suspension stays dead after it.
    session_round = models.PositiveIntegerField(editable=False)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    last_address = models.CharField(max_length=45, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    why = models.CharField("why it was revoked", max_length=300, blank=True)

    class Meta:
        verbose_name = "API key"
        verbose_name_plural = "API keys"
        ordering = ["-made_at", "-pk"]
        default_permissions = ("view",)
        permissions = [("revoke_key", "Can revoke the API keys of others")]
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, why="") | (Q(revoked_at__isnull=False) & ~Q(why="")),
                name="api_key_revoked_for_a_reason",
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="api_key_expires_some_day"),
        ]

    def __str__(self) -> str:
        return f"{self.prefix} ({self.label})"

    @property
    def scope(self) -> str:
        """Its scopes in one text, as tokens have them."""
        return " ".join(self.scopes)

"""A browser somebody has signed in with."""

from django.conf import settings
from django.db import models


class KnownDevice(models.Model):
    """One person on one browser; the browser holds a token in a cookie, the database its hash."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="devices")
    token_hash = models.CharField(max_length=64)
    words = models.CharField("browser", max_length=80)
    address = models.CharField("network address", max_length=64)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        ordering = ["-last_seen_at"]
        constraints = [models.UniqueConstraint(fields=["user", "token_hash"], name="one_row_per_person_and_browser")]

    def __str__(self) -> str:
        return self.words

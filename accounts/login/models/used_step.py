"""The last code of an authenticator app that was taken."""

from django.conf import settings
from django.db import models


class UsedStep(models.Model):
    """A person's highest time step (of thirty seconds, counted from 1970) whose code was used: it only grows."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.PROTECT, related_name="+")
    step = models.BigIntegerField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.user_id}: {self.step}"

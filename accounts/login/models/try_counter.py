"""How often something was tried of late."""

from django.db import models


class TryCounter(models.Model):
    """One window of one counter; `until` is the database server's clock. The key is a hash (domain/tries.py)."""

    key = models.CharField(max_length=64, primary_key=True)
    tries = models.PositiveIntegerField()
    until = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.tries} until {self.until}"

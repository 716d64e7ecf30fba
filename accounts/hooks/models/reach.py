"""How far the trail has been read for webhooks."""

from django.db import models


class Reach(models.Model):
    """One row. The trail's seals have no gaps and follow the order of commits: none is passed over."""

    seal = models.BigIntegerField()

    class Meta:
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_reach")]

    def __str__(self) -> str:
        return str(self.seal)

"""How far the trail has been read for notices."""

from django.db import models


class NoticeReach(models.Model):
    """One row. The trail's seals have no gaps and follow the order of commits: none is passed over."""

    seal = models.BigIntegerField()

    class Meta:
        db_table = "notices_reach"
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_notice_reach")]

    def __str__(self) -> str:
        return str(self.seal)

"""Send a delivery that was given up out again."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models.functions import Now

from accounts.trail.domain.delivery_states import DEAD, TABLE
from accounts.trail.errors import NotDead
from accounts.trail.events import DeliveryRetried
from accounts.trail.models import Delivery
from accounts.trail.services.record import record, wake_on_commit


@transaction.atomic
def retry_delivery(delivery: Delivery, *, by: AbstractBaseUser | None) -> Delivery:
    """The delivery, due now with all its attempts; raises NotDead."""
    changed = Delivery.objects.filter(pk=delivery.pk, state=DEAD).update(
        state=TABLE[DEAD, "retry"], attempts=0, due_at=Now(), lease_until=None
    )
    if changed != 1:
        raise NotDead("Only a delivery that was given up can be sent out again.")
    subject = f"delivery:{delivery.pk}"
    record(DeliveryRetried(subject=subject, client=None, event=delivery.event_id, handler=delivery.handler), by=by)
    wake_on_commit()
    delivery.refresh_from_db()
    return delivery

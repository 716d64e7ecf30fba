from accounts.trail.models.delivery import Delivery
from accounts.trail.models.stored_event import Seal, StoredEvent

__all__ = ["Delivery", "Seal", "StoredEvent"]

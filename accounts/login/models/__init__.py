from accounts.login.models.access_review import AccessReview
from accounts.login.models.known_device import KnownDevice
from accounts.login.models.try_counter import TryCounter
from accounts.login.models.used_step import UsedStep

__all__ = ["AccessReview", "KnownDevice", "TryCounter", "UsedStep"]

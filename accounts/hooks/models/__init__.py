from accounts.hooks.models.hook import Hook
from accounts.hooks.models.message import Message
from accounts.hooks.models.reach import Reach

__all__ = ["Hook", "Message", "Reach"]

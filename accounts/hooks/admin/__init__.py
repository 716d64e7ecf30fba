from accounts.hooks.admin.hooks import HookAdmin
from accounts.hooks.admin.messages import MessageAdmin

__all__ = ["HookAdmin", "MessageAdmin"]

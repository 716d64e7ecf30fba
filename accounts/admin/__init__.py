"""People in the back office."""

from accounts.admin.clients import ClientAdmin
from accounts.admin.invitations import InvitationAdmin
from accounts.admin.users import UserAdmin

__all__ = ["ClientAdmin", "InvitationAdmin", "UserAdmin"]

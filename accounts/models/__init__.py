from accounts.models.client import Client, ClientMembership
from accounts.models.invitation import Invitation
from accounts.models.user import User

__all__ = ["Client", "ClientMembership", "Invitation", "User"]

from accounts.models.client import Client, ClientMembership
from accounts.models.user import User

__all__ = ["Client", "ClientMembership", "User"]

"""The API's addresses of people and clients."""

from accounts.rest.clients import Clients
from accounts.rest.invitations import Invitations
from accounts.rest.users import Users

RESOURCES = {"clients": Clients, "users": Users, "invitations": Invitations}

"""The API's addresses of people and clients."""

from accounts.rest.clients import Clients

RESOURCES = {"clients": Clients}

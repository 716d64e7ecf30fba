"""The API's addresses of the correspondence."""

from crm.correspondence.rest.conversations import Conversations

RESOURCES = {"conversations": Conversations}

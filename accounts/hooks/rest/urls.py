"""The API's addresses of webhooks."""

from accounts.hooks.rest.hooks import Hooks, Messages

RESOURCES = {"hooks": Hooks, "hook-messages": Messages}

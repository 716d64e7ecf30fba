"""The API's addresses of the trail."""

from accounts.trail.rest.events import Deliveries, Events

RESOURCES = {"events": Events, "event-deliveries": Deliveries}

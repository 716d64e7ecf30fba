"""The API's addresses of what the desk shows."""

from trading.desk.rest.journeys import Journeys

RESOURCES = {"journeys": Journeys}

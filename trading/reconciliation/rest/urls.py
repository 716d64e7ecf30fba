"""The API's addresses of differences with brokers."""

from trading.reconciliation.rest.breaks import Acceptances, Breaks

RESOURCES = {"breaks": Breaks, "accepted-differences": Acceptances}

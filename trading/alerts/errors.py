"""What can go wrong with alerts, in words a person can act on."""

from trading.errors import TradingError


class AlertsError(TradingError):
    """Anything alerts refuse to do."""


class NotARule(AlertsError):
    """Such a rule cannot be."""


class IllegalState(AlertsError):
    """What was asked cannot be done in the state the alert is in, or somebody else was quicker."""

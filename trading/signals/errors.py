"""What the room of signals refuses people; messages that are no signals are no errors, they are kept with a reason."""

from collections.abc import Mapping

from trading.errors import TradingError


class SignalsError(TradingError):
    """Base of all; its text is meant for the person who asked."""


class NotAsDescribed(SignalsError):
    """A strategy or door that cannot be; `faults` names what is wrong field by field."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        self.faults = dict(faults)
        super().__init__(" ".join(self.faults.values()))


class WrongState(SignalsError):
    """What was asked is not possible in the state that it is in by now."""


class NotAllowed(SignalsError):
    """Whoever asked may not do this with that strategy."""


class NoDoor(SignalsError):
    """Messages do not come in this way."""

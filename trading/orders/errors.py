"""What the room of orders refuses people, in words that say what to do instead."""

from collections.abc import Mapping, Sequence

from fidus.lib.refusal import SecondPersonRefusal
from trading.errors import TradingError


class OrdersError(TradingError):
    """Base of all; its text is meant for the person who asked."""


class NotAsDescribed(OrdersError):
    """An order that cannot be; `faults` names what is wrong field by field."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        self.faults = dict(faults)
        super().__init__(" ".join(self.faults.values()))


class NeedsConfirmation(OrdersError):
    """Unusual enough that a person has to say once more that it is meant; `cautions` are the reasons."""

    def __init__(self, cautions: Sequence[str]) -> None:
        self.cautions = tuple(cautions)
        super().__init__(" ".join((*self.cautions, "Confirm that it is meant.")))


class NotTradable(OrdersError):
    """Nothing can be sent of this account as things stand."""


class TradingStopped(OrdersError):
    """A switch of the firm, the broker, the account or the strategy is in the way."""


class WrongState(OrdersError):
    """What was asked is not possible as it stands by now."""


class NothingToClose(OrdersError):
    """Nothing is open there, or all of it is being closed already."""


class OtherThanSeen(OrdersError):
    """What would be done is not what the person has looked at."""


class SecondPersonNeeded(OrdersError, SecondPersonRefusal):
    """Somebody else decides, and this is the person who asked."""

"""What every explorer of a chain can be asked, and how it answers."""

from typing import Protocol

from funds.wallets.domain.sightings import Sighting


class NoAnswer(Exception):
    """The explorer did not answer, or not in a way that can be believed; it says nothing about the payment."""


class Explorer(Protocol):
    """One explorer of one chain."""

    @property
    def name(self) -> str:
        """Its host, as people read it."""
        ...

    def find(self, tx_hash: str) -> Sighting | None:
        """What the chain holds of a transaction, None if it knows none; raises NoAnswer. It asks the network."""
        ...

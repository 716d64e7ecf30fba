"""What an explorer says of a transaction, whatever its chain."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Transfer:
    """`units` of an asset to an address; `asset` is empty for a token that the firm does not take."""

    receiver: str
    asset: str
    units: int
    output: int


@dataclass(frozen=True, slots=True)
class Sighting:
    """`block_hash` is empty and `height` None while no block holds it; `failed` is the chain's own word."""

    tx_hash: str
    transfers: tuple[Transfer, ...]
    failed: bool = False
    block_hash: str = ""
    height: int | None = None
    confirmations: int = 0

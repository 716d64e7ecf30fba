"""What happens to wallets and payments; each is recorded in the transaction of its cause."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from accounts.trail.api import Event
from fidus.lib.money import Money


@dataclass(frozen=True)
class DestinationProposed(Event):
    label: str
    network: str
    asset: str
    address: str
    replaces: str


@dataclass(frozen=True)
class DestinationConfirmed(Event):
    label: str
    address: str
    usable_from: datetime


@dataclass(frozen=True)
class DestinationRefused(Event):
    label: str
    address: str
    reason: str


@dataclass(frozen=True)
class DestinationStopped(Event):
    label: str
    address: str
    reason: str


@dataclass(frozen=True)
class DestinationActivated(Event):
    label: str
    address: str


@dataclass(frozen=True)
class DestinationRetired(Event):
    label: str
    address: str
    reason: str


@dataclass(frozen=True)
class OfficialWalletProposed(Event):
    label: str
    network: str
    asset: str
    address: str


@dataclass(frozen=True)
class OfficialWalletConfirmed(Event):
    label: str
    address: str


@dataclass(frozen=True)
class OfficialWalletRefused(Event):
    label: str
    address: str
    reason: str


@dataclass(frozen=True)
class OfficialWalletRetired(Event):
    label: str
    address: str
    reason: str


@dataclass(frozen=True)
class PaymentRecorded(Event):
    pays: str
    direction: str
    amount: Money
    quantity: Decimal
    asset: str
    network: str
    tx_hash: str
    receiver: str


@dataclass(frozen=True)
class PaymentSeen(Event):
    pays: str
    tx_hash: str


@dataclass(frozen=True)
class PaymentLost(Event):
    """Seen once, and no longer: its block left the chain, or it was dropped."""

    pays: str
    tx_hash: str
    block_hash: str


@dataclass(frozen=True)
class PaymentDisagrees(Event):
    """The chain has something else than what was recorded."""

    pays: str
    tx_hash: str
    finding: str


@dataclass(frozen=True)
class PaymentConfirmed(Event):
    pays: str
    tx_hash: str
    confirmations: int
    proof: str


@dataclass(frozen=True)
class PaymentFailed(Event):
    """It will never arrive, or its bank sent it back; from `failed_on` on the money is with the firm again."""

    pays: str
    tx_hash: str
    reason: str
    failed_on: date


@dataclass(frozen=True)
class PaymentReplaced(Event):
    pays: str
    tx_hash: str
    by_tx_hash: str


@dataclass(frozen=True)
class InterestInstructionProposed(Event):
    currency: str
    destination: str
    address: str


@dataclass(frozen=True)
class InterestInstructionConfirmed(Event):
    currency: str
    destination: str
    address: str
    usable_from: datetime


@dataclass(frozen=True)
class InterestInstructionRefused(Event):
    currency: str
    destination: str
    reason: str


@dataclass(frozen=True)
class InterestInstructionStopped(Event):
    currency: str
    destination: str
    reason: str

"""What happens to gateways and connections. Secrets are named, never told."""

from dataclasses import dataclass

from accounts.trail.api import Event


@dataclass(frozen=True)
class BrokerGatewayAdded(Event):
    name: str
    platform: str
    address: str
    options: tuple[str, ...]
    secrets: tuple[str, ...]  # names of those that were given


@dataclass(frozen=True)
class BrokerGatewayChanged(Event):
    name: str
    options: tuple[str, ...]  # as name=value
    at_once: int


@dataclass(frozen=True)
class BrokerGatewayMoved(Event):
    """Before there was any secret: it took nobody else."""

    before: str
    address: str


@dataclass(frozen=True)
class BrokerGatewayAddressProposed(Event):
    before: str
    address: str


@dataclass(frozen=True)
class BrokerGatewayAddressApproved(Event):
    before: str
    address: str
    proposed_by: int


@dataclass(frozen=True)
class BrokerGatewayAddressDeclined(Event):
    address: str


@dataclass(frozen=True)
class BrokerGatewaySecretsReplaced(Event):
    secrets: tuple[str, ...]


@dataclass(frozen=True)
class BrokerGatewayDisabled(Event):
    reason: str


@dataclass(frozen=True)
class BrokerGatewayEnabled(Event):
    reason: str


@dataclass(frozen=True)
class BrokerAccountConnected(Event):
    account: int
    gateway: int | None
    options: tuple[str, ...]
    secrets: tuple[str, ...]
    may_trade: bool


@dataclass(frozen=True)
class ConnectionChanged(Event):
    account: int
    gateway: int | None
    options: tuple[str, ...]
    secrets: tuple[str, ...]  # that were given with it
    may_trade: bool


@dataclass(frozen=True)
class AccountTradingAllowed(Event):
    account: int


@dataclass(frozen=True)
class AccountTradingForbidden(Event):
    account: int


@dataclass(frozen=True)
class ConnectionSecretsReplaced(Event):
    account: int
    secrets: tuple[str, ...]


@dataclass(frozen=True)
class ConnectionPaused(Event):
    account: int
    reason: str


@dataclass(frozen=True)
class ConnectionResumed(Event):
    account: int
    reason: str


@dataclass(frozen=True)
class ConnectionTested(Event):
    account: int
    outcome: str


@dataclass(frozen=True)
class DayTokenTaken(Event):
    account: int
    expires_at: str

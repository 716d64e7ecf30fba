"""How often somebody may try, and what a try is counted under.

A known device has a counter of its own, so that strangers who try an account cannot keep its owner out; strangers are
counted by account and network, by network alone, and by account alone against many networks together.
"""

import hashlib
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network


@dataclass(frozen=True)
class Limit:
    """So many tries in so many seconds; the seconds begin with the first."""

    tries: int
    seconds: int


NETWORK = Limit(40, 5 * 60)
STRANGER = Limit(5, 5 * 60)
ACCOUNT = Limit(100, 60 * 60)
DEVICE = Limit(10, 5 * 60)
# Six digits are few: somebody who has the password already guesses one of 333,333 codes at each try.
CODE = Limit(5, 5 * 60)
CODES_OF_STRANGERS = Limit(30, 60 * 60)


def network_of(address: str) -> str:
    """What one subscriber has: the address itself, and of IPv6 the /64 around it; anything else as it was given."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ip_network(f"{parsed}/64", strict=False))
    return str(parsed)


def password_counters(*, account: str, address: str, device: int | None) -> list[tuple[str, Limit]]:
    """What a try at `account`'s password counts under, cheapest refusal first."""
    if device is not None:
        return [(_key("password", "device", str(device)), DEVICE)]
    network = network_of(address)
    return [
        (_key("password", "network", network), NETWORK),
        (_key("password", "stranger", account, network), STRANGER),
        (_key("password", "account", account), ACCOUNT),
    ]


def code_counters(*, account: str, address: str, device: int | None) -> list[tuple[str, Limit]]:
    """What a try at the second step of `account` counts under."""
    if device is not None:
        return [(_key("code", "device", str(device)), DEVICE)]
    return [
        (_key("code", "stranger", account, network_of(address)), CODE),
        (_key("code", "account", account), CODES_OF_STRANGERS),
    ]


def _key(*parts: str) -> str:
    """One length whatever was typed, and no address book for whoever reads the table."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()

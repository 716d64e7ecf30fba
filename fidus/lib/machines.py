"""What an address in letters says of the machine behind it; nothing is looked up."""

from __future__ import annotations

import ipaddress

# A translator or tunnel would unpack another address from these: NAT64, 6to4, Teredo.
_WRAPPED = tuple(ipaddress.ip_network(text) for text in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32"))


def is_loopback(address: str) -> bool:
    """Whether this IP address is this very machine."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def is_here(host: str) -> bool:
    """Whether a name, or an address in letters, means this very machine."""
    return host == "localhost" or is_loopback(host)


def hides_another(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether what is sent there leads to an address that is packed into it."""
    return isinstance(address, ipaddress.IPv6Address) and any(address in network for network in _WRAPPED)

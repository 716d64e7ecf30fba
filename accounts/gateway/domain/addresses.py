"""Network addresses: whose they are behind trusted proxies, and which count as one caller."""

import ipaddress
from collections.abc import Iterable

# A home or an office is given a whole /64 of IPv6, and takes another address whenever it likes.
IPV6_BITS = 64


def real_address(peer: str, forwarded: str, trusted: int) -> str:
    """Who called, where `trusted` proxies of ours stand before us and each adds whom it heard to X-Forwarded-For.

    What stands further left was written by the caller and is not believed. `peer` is who opened the connection.
    """
    if not trusted:
        return plain_address(peer) or peer
    chain = [*(part.strip() for part in forwarded.split(",") if part.strip()), peer]
    for heard in chain[-(trusted + 1) :]:
        if address := plain_address(heard):
            return address
    return peer


def plain_address(text: str) -> str:
    """`text` as an address without a port, IPv4 also where it is dressed as IPv6; empty if it is none."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return ""
    mapped = getattr(address, "ipv4_mapped", None)
    return str(mapped or address)


def neighbourhood(address: str) -> str:
    """The addresses that count as one caller: an IPv4 address, or an IPv6 network of 64 bits."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if parsed.version == 4:
        return str(parsed)
    return str(ipaddress.ip_network((parsed, IPV6_BITS), strict=False))


def network_fault(text: str) -> str:
    """Why `text` is no network like 192.0.2.0/24; empty if it is one."""
    try:
        ipaddress.ip_network(text)
    except ValueError as error:
        return str(error)
    return ""


def is_within(address: str, networks: Iterable[str]) -> bool:
    """Whether `address` lies in one of `networks`; none at all stand for everywhere."""
    networks = list(networks)
    if not networks:
        return True
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(parsed in ipaddress.ip_network(network) for network in networks)

"""Which addresses a gateway may have, judged by what is written: the least that keeps secrets from the network.

A gateway stands in the firm's own network more often than not, so private addresses are allowed; what is never a
broker's gateway is refused: this network's housekeeping (link-local, where clouds keep their machines' credentials),
many machines at once, no machine at all, and names with passwords in them.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Collection
from urllib.parse import SplitResult, urlsplit

from fidus.lib.machines import hides_another, is_here

LONGEST = 300
_LABEL = re.compile(r"(?!-)[A-Za-z0-9-]{1,63}(?<!-)", re.ASCII)
# Names by which clouds' machines ask for their own credentials.
_HOUSEKEEPING = frozenset({"metadata", "metadata.google.internal", "instance-data"})


def web_address_fault(text: str) -> str:
    """What is wrong with the address of a service over HTTP; empty if nothing is."""
    try:
        parts, fault = _web_parts(text)
    except ValueError:
        return "This is no address."
    if fault:
        return fault
    if parts.scheme != "https" and not (parts.scheme == "http" and is_here(parts.hostname or "")):
        return "It has to begin with https:// (http:// only on this very machine): secrets go there."
    return host_fault(parts.hostname or "")


def _web_parts(text: str) -> tuple[SplitResult, str]:
    parts = urlsplit(text)
    if len(text) > LONGEST or not text.isascii() or not text.isprintable() or " " in text or "\\" in text:
        return parts, f"Write it in at most {LONGEST} plain letters, without spaces."
    if parts.scheme not in {"http", "https"}:
        return parts, "It has to begin with https://."
    if "@" in parts.netloc or parts.query or parts.fragment or "?" in text or "#" in text:
        return parts, "Leave names, passwords and what follows ? or # out of it."
    if parts.port == 0:
        return parts, "A port is a number from 1 to 65535."
    return parts, ""


def socket_address_fault(text: str) -> str:
    """What is wrong with `host:port`; empty if nothing is."""
    host, colon, port = text.rpartition(":")
    if len(text) > LONGEST or not text.isascii() or not colon or not host:
        return "Write the machine and its port, like 10.0.0.5:4001."
    if not re.fullmatch(r"[1-9]\d{0,4}", port, re.ASCII) or int(port) > 65_535:
        return "A port is a number from 1 to 65535."
    if ":" in host and not (host.startswith("[") and host.endswith("]")):
        return "Write an IPv6 address in brackets, like [fd00::5]:4001."
    return host_fault(host.strip("[]"))


def host_fault(host: str) -> str:
    """What is wrong with a machine's name or number; empty if nothing is."""
    name = host.rstrip(".").lower()
    if name in _HOUSEKEEPING:
        return "This is no gateway: it is where machines ask for credentials of their own."
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return _name_fault(name)
    if hides_another(address):
        return "Write the IPv4 address itself."
    if isinstance(address, ipaddress.IPv6Address):
        address = address.ipv4_mapped or address
    never = address.is_link_local or address.is_multicast or address.is_unspecified
    if never or (address.version == 4 and address.is_reserved):
        return "No gateway has such an address."
    return ""


def _name_fault(name: str) -> str:
    labels = name.split(".")
    if not name or len(name) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        return "This is no name of a machine."
    # "0x7f.1" and "2130706433" are numbers of machines in disguise, which resolvers take.
    if labels[-1].isdigit() or labels[-1].startswith("0x"):
        return "Write a number of a machine as four numbers with points."
    return ""


def is_allowed(host: str, allowed: Collection[str]) -> bool:
    """Whether whoever runs this system lets it call `host`: names as written, numbers by network; none named: all."""
    if not allowed:
        return True
    name = host.strip("[]").rstrip(".").lower()
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return name in {one.lower() for one in allowed}
    return any(address in network for network in _networks(allowed) if network.version == address.version)


def _networks(allowed: Collection[str]) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    found = []
    for one in allowed:
        try:
            found.append(ipaddress.ip_network(one, strict=False))
        except ValueError:
            continue  # it is a name
    return found


def host_of(address: str) -> str:
    """The machine in an address that was judged, of either form."""
    if "://" in address:
        return urlsplit(address).hostname or ""
    return address.rpartition(":")[0].strip("[]")

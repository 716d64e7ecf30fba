"""Which addresses are called: public ones over https alone, so that nobody has us call our own machines."""

import ipaddress
from urllib.parse import urlsplit

from fidus.lib.machines import hides_another, is_here

PORTS = (443, 8443)
LONGEST = 500


def address_fault(url: str, *, loopback: bool) -> str:
    """Why a message is not sent there, as words after the address; empty where it may be.

    `loopback` lets programs on this very machine be called, by http as well (demo and development).
    """
    if len(url) > LONGEST or not url.isascii() or not url.isprintable() or " " in url:
        return f"write it in at most {LONGEST} plain letters, without spaces"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "this is no address"
    host = parts.hostname or ""
    if parts.username is not None or parts.password is not None or "#" in url:
        return "leave names, passwords and what follows # out of it"
    if loopback and is_here(host):
        return "" if parts.scheme in ("http", "https") else "begin with http:// or https://"
    if parts.scheme != "https":
        return "begin with https://"
    if port is not None and port not in PORTS:
        return f"only the ports {' and '.join(map(str, PORTS))} are called"
    return _host_fault(host)


def is_public(address: str) -> bool:
    """Whether the whole internet means the same machine by this IP address."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return is_public(str(ip.ipv4_mapped))
        if hides_another(ip):
            return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def _host_fault(host: str) -> str:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        pass
    else:
        return "name the machine, do not write its number"
    labels = host.rstrip(".").split(".")
    if len(host) > 253 or len(labels) < 2 or not all(_is_label(label) for label in labels) or labels[-1].isdigit():
        return "this is no name of a machine on the internet"
    return ""


def _is_label(label: str) -> bool:
    letters = label.replace("-", "").replace("_", "")
    return 0 < len(label) <= 63 and letters.isalnum() and not label.startswith("-") and not label.endswith("-")

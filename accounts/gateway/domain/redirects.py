"""Where a program may have people sent back to: RFC 9700, section 2.1, and RFC 8252, section 7.3 (loopback)."""

from urllib.parse import urlsplit

LOOPBACK = ("127.0.0.1", "::1")


def redirect_fault(address: str) -> str:
    """Why `address` may not be registered, in words; empty if it may."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "this is not an address"
    if not host or any(character <= " " for character in address):
        return "this is not an address"
    if not address.isascii():
        return "write it in ASCII, a name with other letters as xn--..."
    if "#" in address or "@" in parts.netloc or "*" in address or "\\" in address:
        return "it may hold no #, @, * or backslash"
    if parts.scheme == "http" and host not in LOOPBACK:
        return "plain http is for a program on the person's own machine only: http://127.0.0.1/..."
    if parts.scheme not in ("http", "https"):
        return "it must begin with https://"
    return ""

"""What a request to the stream says: which session, which channels, from whose page. Pure: nothing is looked up."""

from collections.abc import Mapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs

from django.http.request import split_domain_port, validate_host

from fidus.lib.live_wire import CHANNEL

PATH, HEALTH = "/live", "/live/health"
MOST_CHANNELS, LONGEST_QUERY = 200, 16_000
Headers = list[tuple[bytes, bytes]]


class Refused(Exception):
    """The status that the caller gets, and nothing else."""

    def __init__(self, status: int, headers: Headers | None = None) -> None:
        super().__init__(status)
        self.status, self.headers = status, headers or []


@dataclass(frozen=True)
class Asked:
    """A session's key, not looked at yet; channels; a position to go on from; headers for the site's own page."""

    session: str
    channels: frozenset[str]
    after: str
    cors: Headers


def read_request(scope: Mapping[str, Any], *, origin: str, cookie: str, hosts: list[str]) -> Asked | None:
    """None for the question whether the stream is well. Raises Refused."""
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    host, _ = split_domain_port(headers.get("host", ""))
    if not validate_host(host, hosts):
        raise Refused(400)
    if scope["path"] not in {PATH, HEALTH}:
        raise Refused(404)
    if scope["method"] != "GET":
        raise Refused(405, [(b"allow", b"GET")])
    if scope["path"] == HEALTH:
        return None
    cors = _from_own_page(headers, origin)
    session = _session(headers.get("cookie", ""), cookie)
    if not session:
        raise Refused(401, cors)
    query = parse_qs(scope["query_string"][:LONGEST_QUERY].decode("latin-1"), max_num_fields=MOST_CHANNELS + 1)
    channels = frozenset(query.get("channel", []))
    if not 0 < len(channels) <= MOST_CHANNELS or not all(CHANNEL.fullmatch(channel) for channel in channels):
        raise Refused(400, cors)
    after = headers.get("last-event-id") or query.get("after", [""])[0]
    return Asked(session, channels, after, cors)


def _from_own_page(headers: Mapping[str, str], origin: str) -> Headers:
    """Only pages of the site itself may read along: its exact origin, never a star."""
    if headers.get("sec-fetch-site", "none") == "cross-site":
        raise Refused(403)
    said = headers.get("origin")
    if said is None:
        return []
    if said != origin:
        raise Refused(403)
    return [
        (b"access-control-allow-origin", origin.encode()),
        (b"access-control-allow-credentials", b"true"),
        (b"vary", b"Origin"),
    ]


def _session(header: str, name: str) -> str:
    try:
        found = SimpleCookie(header).get(name)
    except CookieError:
        return ""
    return found.value if found and found.value.isalnum() and len(found.value) <= 64 else ""

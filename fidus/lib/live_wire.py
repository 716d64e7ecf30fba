"""How live news are named and kept in Valkey: channels, streams, positions. One stream for each topic.

A channel is `topic:name` (`account:17`, `quote:4`) or a topic alone. `topic:*` stands for every channel of the topic.
"""

import json
import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

# So many news of a topic are kept for those who were away, the oldest forgotten first; nobody's memory grows by them.
KEPT = 10_000
# News are a reason to look, with the few figures that changed; whatever is longer belongs on a page.
LARGEST = 4_000
TOPIC = re.compile(r"[a-z][a-z_]{0,31}")
CHANNEL = re.compile(r"[a-z][a-z_]{0,31}(:([A-Za-z0-9_.\-]{1,64}|\*))?")
_ID = re.compile(r"\d{1,20}-\d{1,20}")


class BadNews(ValueError):
    """A channel or its data cannot be told; the message says why."""


@dataclass(frozen=True, slots=True)
class News:
    """One piece of news; `id` is its place in the stream of its topic."""

    channel: str
    data: dict[str, Any]
    id: str
    packed: str = ""

    @property
    def topic(self) -> str:
        return topic_of(self.channel)


@dataclass(frozen=True, slots=True)
class Missed:
    """News of the topic were forgotten before they could be heard: whoever listens looks for themselves."""

    topic: str


def topic_of(channel: str) -> str:
    return channel.partition(":")[0]


def stream_of(topic: str) -> str:
    return f"fidus:live:{topic}"


def pack(channel: str, data: Mapping[str, Any]) -> str:
    """The data as JSON; decimals become text, as in the API. BadNews if that cannot be."""
    if not CHANNEL.fullmatch(channel) or channel.endswith("*"):
        raise BadNews(f"{channel!r} is no channel")
    try:
        packed = json.dumps(data, cls=DjangoJSONEncoder, allow_nan=False, separators=(",", ":"))
    except (TypeError, ValueError, RecursionError) as error:
        raise BadNews(f"what was told on {channel} is no JSON: {error}") from error
    if len(packed) > LARGEST:
        raise BadNews(f"what was told on {channel} is longer than {LARGEST} characters")
    return packed


def unpack(place: bytes, fields: Mapping[bytes, bytes]) -> News:
    packed = fields[b"d"].decode()
    return News(fields[b"c"].decode(), json.loads(packed), place.decode(), packed)


def hears(wanted: Container[str], channel: str) -> bool:
    """Whether `channel` is one of `wanted`, by name or by its topic's star."""
    return channel in wanted or f"{topic_of(channel)}:*" in wanted


def number_of(place: str | bytes) -> tuple[int, int]:
    """A place in a stream as something that can be compared."""
    milliseconds, _, count = (place.decode() if isinstance(place, bytes) else place).partition("-")
    return int(milliseconds), int(count or 0)


def write_position(places: Mapping[str, str]) -> str:
    """Where a listener stands in every topic, in one word: `account=17-0,quote=18-3`."""
    return ",".join(f"{topic}={place}" for topic, place in sorted(places.items()))


def read_position(word: str, topics: Sequence[str]) -> dict[str, str]:
    """The places in `word` for those of `topics` that it names; whatever is no place is left out."""
    found = (part.partition("=") for part in word[:2_000].split(","))
    return {topic: place for topic, _, place in found if topic in topics and _ID.fullmatch(place)}


def was_forgotten(after: str, facts: Mapping[str, Any] | None) -> bool:
    """Whether news after that place may be gone; `facts` are XINFO STREAM's, None for no such stream."""
    if number_of(after) == (0, 0):
        return False
    if facts is None or number_of(facts["last-generated-id"]) < number_of(after):
        # The server has lost what it knew: what was told in between is not there.
        return True
    first = facts["first-entry"]
    trimmed = facts["entries-added"] > facts["length"]
    return trimmed and (first is None or number_of(first[0]) > number_of(after))

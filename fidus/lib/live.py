"""Live news over Valkey streams: `publish` tells what has just happened, `subscribe` hears it, pages by fidus/stream.

News are a reason to look, never the truth: that is in PostgreSQL. They are told at most once, after the transaction
that they speak of has committed (`publish_on_commit`), and whoever missed some is told that they did (docs/adr/0041).
"""

import logging
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import redis
from django.conf import settings
from django.db import transaction

from fidus.lib.live_sender import ASKED_AGAIN_AFTER, connect, sender
from fidus.lib.live_wire import (
    CHANNEL,
    BadNews,
    Missed,
    News,
    hears,
    pack,
    read_position,
    stream_of,
    topic_of,
    unpack,
    was_forgotten,
)  # fmt: skip

__all__ = ["BadNews", "Missed", "News", "flush", "publish", "publish_on_commit", "subscribe"]
logger = logging.getLogger(__name__)
# How many news are read at once, and how long a question to the server may wait for the first.
AT_ONCE, WAITS_SECONDS = 1_000, 1.0


def publish(channel: str, data: Mapping[str, Any]) -> None:
    """Tell `data` (JSON, at most 4,000 characters, decimals as text) on `channel`, `topic:name`.

    Never raises and never waits: a thread carries it away; while Valkey is gone it is dropped.
    """
    if not settings.LIVE_NEWS:
        return
    try:
        sender(settings.REDIS_URL).take(channel, pack(channel, data))
    except BadNews as error:
        logger.error("Not told: %s", error)
    except Exception:  # whoever tells news has done its work; nothing of this may undo it
        logger.exception("Live news on %s could not be told", channel)


def publish_on_commit(channel: str, data: Mapping[str, Any]) -> None:
    """The same once the transaction has committed, at once outside of one."""
    transaction.on_commit(lambda: publish(channel, data))


def flush(seconds: float = 0.5) -> bool:
    """Whether all that was published has been carried away (or given up) within `seconds`."""
    return sender(settings.REDIS_URL).flush(seconds)


def subscribe(channels: Sequence[str], *, after: str = "") -> Iterator[News | Missed | None]:
    """News of `channels` (`account:17`, `quote:*`) as they come, for ever; None about once a second while none do.

    Begins with what comes from now on, or after a position (live_wire.write_position) where the caller had stopped.
    `Missed` says that some of a topic were forgotten meanwhile, or that Valkey was away. Raises ValueError for what is
    no channel; a server that is away is asked again, for ever.
    """
    for channel in channels:
        if not CHANNEL.fullmatch(channel):
            raise ValueError(f"{channel!r} is no channel")
    topics = sorted({topic_of(channel) for channel in channels})
    places: dict[str, str] = read_position(after, topics)
    client = connect(settings.REDIS_URL, seconds=WAITS_SECONDS + 2)
    unsure = list(places)
    while True:
        try:
            yield from _missed(client, unsure, places)
            unsure = []
            _begin_now(client, topics, places)
            yield from _heard(client, channels, places)
        except redis.RedisError as error:
            logger.warning("Live news cannot be heard (%s)", type(error).__name__)
            unsure = list(places)
            yield None
            time.sleep(ASKED_AGAIN_AFTER)


def _begin_now(client: redis.Redis, topics: Sequence[str], places: dict[str, str]) -> None:
    for topic in topics:
        if topic not in places:
            last: Any = client.xrevrange(stream_of(topic), count=1)
            places[topic] = last[0][0].decode() if last else "0-0"


def _missed(client: redis.Redis, topics: Sequence[str], places: dict[str, str]) -> list[Missed]:
    forgotten = [topic for topic in topics if was_forgotten(places[topic], _facts(client, topic))]
    for topic in forgotten:
        del places[topic]
    # Whoever looks for themselves now hears of what happens from before that look on.
    _begin_now(client, forgotten, places)
    return [Missed(topic) for topic in forgotten]


def _facts(client: redis.Redis, topic: str) -> dict[str, Any] | None:
    try:
        facts: Any = client.xinfo_stream(stream_of(topic))
    except redis.ResponseError:
        return None
    return dict(facts)


def _heard(client: redis.Redis, channels: Sequence[str], places: dict[str, str]) -> Iterator[News | Missed | None]:
    wanted: dict[Any, Any] = {stream_of(topic): place for topic, place in places.items()}
    answer: Any = client.xread(wanted, count=AT_ONCE, block=int(WAITS_SECONDS * 1_000))
    if not answer:
        yield None
    for stream, entries in answer:
        topic = stream.decode().rpartition(":")[2]
        if len(entries) == AT_ONCE and was_forgotten(places[topic], _facts(client, topic)):
            yield Missed(topic)
        for place, fields in entries:
            news = unpack(place, fields)
            places[topic] = news.id
            if hears(channels, news.channel):
                yield news

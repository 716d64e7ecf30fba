"""Hears every topic once and hands the news to whoever listens: one question to Valkey, however many readers."""

import asyncio
import logging
from collections.abc import Iterable
from typing import Any

import redis.asyncio
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError, ResponseError

from fidus.lib.live_wire import Missed, News, hears, stream_of, topic_of, unpack, was_forgotten
from fidus.stream.reader import Reader

logger = logging.getLogger(__name__)
AT_ONCE, WAITS_MILLISECONDS = 500, 1_000
ASKED_AGAIN_AFTER = 2.0
# Whoever was away longer than this many news of a topic looks for themselves instead of hearing them all.
MOST_MADE_UP_FOR = 1_000


class Hub:
    """`run` for ever in a task; readers `join` and `leave`."""

    def __init__(self, url: str, topics: Iterable[str]) -> None:
        self._topics = sorted(topics)
        self._client = redis.asyncio.Redis.from_url(
            url, socket_timeout=WAITS_MILLISECONDS / 1_000 + 2, socket_connect_timeout=2, retry=Retry(NoBackoff(), 0)
        )
        self._by_topic: dict[str, set[Reader]] = {topic: set() for topic in self._topics}
        self._places: dict[str, str] = {}
        self.is_well = False

    @property
    def readers(self) -> set[Reader]:
        return set().union(*self._by_topic.values())

    def join(self, reader: Reader) -> None:
        """From here on the reader misses nothing."""
        for topic in reader.topics:
            self._by_topic[topic].add(reader)
        reader.places = self.places_of(reader)

    def places_of(self, reader: Reader) -> dict[str, str]:
        return {topic: self._places.get(topic, "0-0") for topic in reader.topics}

    def leave(self, reader: Reader) -> None:
        for topic in reader.topics:
            self._by_topic[topic].discard(reader)

    async def made_up_for(self, reader: Reader, after: dict[str, str]) -> list[News | Missed]:
        """What the reader, who has joined, missed since the places in `after`; RedisError while Valkey is away."""
        found: list[News | Missed] = []
        for topic, place in after.items():
            entries: Any = await self._client.xrange(
                stream_of(topic), min=f"({place}", max=reader.places[topic], count=MOST_MADE_UP_FOR
            )
            if len(entries) == MOST_MADE_UP_FOR or was_forgotten(place, await self._facts(topic)):
                found.append(Missed(topic))
            else:
                told = (unpack(at, fields) for at, fields in entries)
                found.extend(news for news in told if hears(reader.channels, news.channel))
        return found

    async def run(self) -> None:
        while True:
            try:
                await self._catch_up()
                self.is_well = True
                while True:
                    await self._hear()
            except (RedisError, OSError) as error:
                if self.is_well:
                    logger.warning("Live news cannot be heard (%s)", type(error).__name__)
                self.is_well = False
                await asyncio.sleep(ASKED_AGAIN_AFTER)

    async def close(self) -> None:
        await self._client.aclose()

    async def _catch_up(self) -> None:
        """At the start nobody has missed anything; after a break those may have whose topic was cut meanwhile."""
        for topic in self._topics:
            facts = await self._facts(topic)
            last = facts["last-generated-id"].decode() if facts else "0-0"
            if topic not in self._places:
                self._places[topic] = last
            elif was_forgotten(self._places[topic], facts):
                self._places[topic] = last
                self._tell(topic, Missed(topic))

    async def _hear(self) -> None:
        asked: Any = {stream_of(topic): place for topic, place in self._places.items()}
        answer: Any = await self._client.xread(asked, count=AT_ONCE, block=WAITS_MILLISECONDS)
        for stream, entries in answer or []:
            topic = topic_of(stream.decode().rpartition(":")[2])
            if len(entries) == AT_ONCE and was_forgotten(self._places[topic], await self._facts(topic)):
                self._tell(topic, Missed(topic))
            for place, fields in entries:
                news = unpack(place, fields)
                self._places[topic] = news.id
                self._tell(topic, news)

    def _tell(self, topic: str, one: News | Missed) -> None:
        for reader in self._by_topic[topic]:
            reader.offer(one)

    async def _facts(self, topic: str) -> dict[str, Any] | None:
        try:
            return dict(await self._client.xinfo_stream(stream_of(topic)))
        except ResponseError:
            return None

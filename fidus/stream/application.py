"""The stream: an ASGI application of its own that keeps many pages informed, each at the price of a small object."""

import asyncio
import contextlib
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any

from redis.exceptions import RedisError

from fidus.lib.live_wire import Missed, News, read_position
from fidus.stream.asked import Asked, Refused, read_request
from fidus.stream.hub import Hub
from fidus.stream.reader import Reader
from fidus.stream.visitors import NotLetIn, let_in
from fidus.stream.wire import COME_BACK, here_frame, missed_frame, news_frame, over_frame

logger = logging.getLogger(__name__)
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
MOST_READERS, MOST_OF_A_SESSION = 4_000, 12
# Seconds between two sends: what comes meanwhile goes together.
PACE = 0.1


@dataclass(frozen=True)
class Patience:
    """Seconds: silence until a heartbeat, between two looks at the session, that one send may take."""

    heartbeat: float = 15.0
    look_again: float = 60.0
    send: float = 10.0


class Stream:
    """Refuses with a status; otherwise sends until the reader leaves, is too slow, or may not listen any more."""

    def __init__(
        self, hub: Hub, *, origin: str, cookie: str, hosts: list[str], patience: Patience | None = None
    ) -> None:
        self.hub, self._origin, self._cookie, self._hosts = hub, origin, cookie, hosts
        self.patience = patience or Patience()
        self._of_session: Counter[str] = Counter()
        self._hearing: asyncio.Task[None] | None = None
        self._stopping = False

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            try:
                await self._answer(scope, receive, send)
            except Refused as refusal:
                await self._refuse(send, refusal)

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self._hearing = asyncio.create_task(self.hub.run())
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                self._stopping = True
                for reader in self.hub.readers:
                    reader.wake()
                if self._hearing:
                    self._hearing.cancel()
                await self.hub.close()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _answer(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        asked = read_request(scope, origin=self._origin, cookie=self._cookie, hosts=self._hosts)
        if asked is None:
            await self._say_health(send)
            return
        if self._of_session.total() >= MOST_READERS or self._of_session[asked.session] >= MOST_OF_A_SESSION:
            raise Refused(503, asked.cors)
        self._of_session[asked.session] += 1
        try:
            await self._listen(asked, receive, send)
        finally:
            self._of_session[asked.session] -= 1
            if not self._of_session[asked.session]:
                del self._of_session[asked.session]

    async def _listen(self, asked: Asked, receive: Receive, send: Send) -> None:
        try:
            await let_in(asked.session, asked.channels)
        except NotLetIn as error:
            raise Refused(error.status, asked.cors) from error
        except Exception as error:
            logger.warning("Nobody can be let in (%s)", type(error).__name__)
            raise Refused(503, asked.cors) from error
        reader = Reader(asked.channels)
        self.hub.join(reader)
        leaving = asyncio.ensure_future(_left(receive, reader))
        try:
            await _send_head(send, asked.cors)
            await self._tell(asked, reader, leaving, send)
        except TimeoutError:
            logger.info("A reader that did not keep up was dropped")
        finally:
            self.hub.leave(reader)
            leaving.cancel()

    async def _tell(self, asked: Asked, reader: Reader, leaving: asyncio.Future[None], send: Send) -> None:
        clock = asyncio.get_running_loop().time
        await self._send(send, COME_BACK + await self._made_up_for(asked, reader))
        # Not all of a crowd that came back together asks the database in the same second.
        look_at = clock() + self.patience.look_again * (0.8 + hash(asked.session) % 100 / 500)
        while not leaving.done() and not self._stopping:
            told = await reader.wait(min(self.patience.heartbeat, max(0.0, look_at - clock())))
            if leaving.done():
                return
            if reader.too_slow:
                raise TimeoutError
            if clock() >= look_at:
                look_at = clock() + self.patience.look_again
                if not await self._may_stay(asked, send):
                    return
            await self._send(send, _frames(told, reader) or self._heartbeat(reader))
            await asyncio.sleep(PACE)

    async def _made_up_for(self, asked: Asked, reader: Reader) -> bytes:
        after, joined = read_position(asked.after, reader.topics), dict(reader.places)
        try:
            missed = await self.hub.made_up_for(reader, after)
        except (RedisError, OSError):
            missed = [Missed(topic) for topic in after]
        # Until all of it has arrived the reader stands where it stood.
        reader.places |= after
        frames = _frames(missed, reader)
        reader.places = joined
        return frames + here_frame(reader.places)

    def _heartbeat(self, reader: Reader) -> bytes:
        if reader.has_all:
            reader.places |= self.hub.places_of(reader)
        return here_frame(reader.places)

    async def _may_stay(self, asked: Asked, send: Send) -> bool:
        try:
            await let_in(asked.session, asked.channels)
        except NotLetIn:
            await self._send(send, over_frame())
            return False
        except Exception as error:  # noqa: BLE001 - whoever cannot be asked lets nobody stay; they come back
            logger.warning("Nobody can be looked at again (%s)", type(error).__name__)
            return False
        return True

    async def _send(self, send: Send, body: bytes) -> None:
        # The server takes no more than the line carries: whoever reads nothing holds this up, and no more than this.
        message = {"type": "http.response.body", "body": body, "more_body": True}
        await asyncio.wait_for(send(message), self.patience.send)

    async def _say_health(self, send: Send) -> None:
        status = 200 if self.hub.is_well else 503
        await _send_whole(send, status, [], b"ok" if status == 200 else b"Valkey cannot be heard")

    async def _refuse(self, send: Send, refusal: Refused) -> None:
        more = [(b"retry-after", b"30")] if refusal.status == 503 else []
        await _send_whole(send, refusal.status, [*refusal.headers, *more], b"")


def _frames(told: list[News | Missed], reader: Reader) -> bytes:
    frames = []
    for one in told:
        if isinstance(one, News):
            reader.places[one.topic] = one.id
            frames.append(news_frame(one, reader.places))
        else:
            frames.append(missed_frame(one.topic, reader.places))
    return b"".join(frames)


async def _left(receive: Receive, reader: Reader) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    reader.wake()


async def _send_head(send: Send, cors: list[tuple[bytes, bytes]]) -> None:
    headers = [
        (b"content-type", b"text/event-stream; charset=utf-8"),
        (b"cache-control", b"no-store, private"),
        (b"x-accel-buffering", b"no"),
        *_SAFE,
        *cors,
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})


async def _send_whole(send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    told = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store"), *_SAFE, *headers]
    with contextlib.suppress(OSError):
        await send({"type": "http.response.start", "status": status, "headers": told})
        await send({"type": "http.response.body", "body": body, "more_body": False})


_SAFE = [
    (b"x-content-type-options", b"nosniff"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
]

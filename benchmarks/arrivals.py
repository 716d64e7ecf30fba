"""Requests that arrive at a constant rate whether or not the server keeps up: waiting in a queue counts as waiting."""

import asyncio
import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager

Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


def milliseconds(port: int, path: str, cookie: str, *, rate: int, seconds: float) -> list[float]:
    """Of each request, from the moment it was due to its answer's last byte; raises RuntimeError for a refusal."""
    with _nothing_collected():
        return asyncio.run(_arrive(port, [_request(path, cookie)] * round(rate * seconds), rate, " 200 "))


def milliseconds_posted(port: int, path: str | list[str], bodies: list[str], *, rate: int, status: int) -> list[float]:
    """The same where each of `bodies` is posted once, to the paths in turn, and answered with `status`."""
    paths = [path] if isinstance(path, str) else path
    posts = [_post(paths[number % len(paths)], body) for number, body in enumerate(bodies)]
    with _nothing_collected():
        return asyncio.run(_arrive(port, posts, rate, f" {status} "))


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """A look through all of this process's objects would hold up who asks by 0.2 s, and count as the server's time."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _request(path: str, cookie: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: sessionid={cookie}\r\n\r\n".encode()


def _post(path: str, body: str) -> bytes:
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/plain\r\nContent-Length: {len(body)}"
    return f"{head}\r\n\r\n{body}".encode()


async def _arrive(port: int, requests: list[bytes], rate: int, good: str) -> list[float]:
    idle: list[Connection] = []

    async def ask(request: bytes, due: float) -> float:
        # A browser that comes does not wait for another's answer: no connection free, a new one.
        reader, writer = _kept(idle) or await asyncio.open_connection("127.0.0.1", port)
        writer.write(request)
        await _read(reader, good)
        idle.append((reader, writer))
        return (time.perf_counter() - due) * 1_000

    begin = time.perf_counter()
    asked = []
    for number, request in enumerate(requests):
        due = begin + number / rate
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        asked.append(asyncio.create_task(ask(request, due)))
    taken = await asyncio.gather(*asked)
    for _, writer in idle:
        writer.close()
    return taken


def _kept(idle: list[Connection]) -> Connection | None:
    """One that the server has not ended since for standing idle."""
    while idle:
        reader, writer = idle.pop()
        if not reader.at_eof():
            return reader, writer
        writer.close()
    return None


async def _read(reader: asyncio.StreamReader, good: str) -> None:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    status, *lines = head.split("\r\n")
    length = next((line for line in lines if line.lower().startswith("content-length:")), None)
    if good not in status or length is None:
        raise RuntimeError(f"the server answered {status!r}")
    await reader.readexactly(int(length.split(":")[1]))


def percentile(taken: list[float], share: float) -> float:
    return sorted(taken)[min(len(taken) - 1, int(len(taken) * share))]

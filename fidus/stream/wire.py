"""How news look on the line: server-sent events (the HTML standard, section 9.2)."""

from collections.abc import Mapping

from fidus.lib.live_wire import News, write_position

# A browser whose line broke comes back after so many milliseconds.
COME_BACK = b"retry: 3000\n\n"


def frame(event: str, data: str, places: Mapping[str, str]) -> bytes:
    """One event; its id is where the reader stands in every topic, and comes back as Last-Event-ID."""
    return f"id: {write_position(places)}\nevent: {event}\ndata: {data}\n\n".encode()


def news_frame(news: News, places: Mapping[str, str]) -> bytes:
    # The data are JSON on one line already, and are handed on as they came.
    return frame("news", f'{{"channel":"{news.channel}","data":{news.packed}}}', places)


def missed_frame(topic: str, places: Mapping[str, str]) -> bytes:
    return frame("missed", f'{{"topic":"{topic}"}}', places)


def here_frame(places: Mapping[str, str]) -> bytes:
    """Nothing has happened up to here: a heartbeat that spares whoever comes back the way."""
    return frame("here", "{}", places)


def over_frame() -> bytes:
    return b"event: over\ndata: {}\n\n"

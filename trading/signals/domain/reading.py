"""From the bytes of a message to a signal: which reader, and what no reader is given."""

from __future__ import annotations

from trading.signals.domain import foreign_json, our_json, safe_json, text
from trading.signals.domain.standard import Heartbeat, Reading, StandardSignal
from trading.signals.domain.written import BadSignal

LARGEST_BODY = 64 * 1024


def read_message(body: bytes, reading: Reading) -> StandardSignal | Heartbeat:
    """The signal in `body`: JSON if it begins as JSON does, else words; raises BadSignal.

    The content type is not asked: TradingView calls text whatever is not valid JSON.
    """
    if len(body) > LARGEST_BODY:
        raise BadSignal(f"A message is at most {LARGEST_BODY // 1024} kB large.")
    try:
        written = body.decode("utf-8-sig").strip()
    except UnicodeDecodeError as error:
        raise BadSignal(f"The message is not UTF-8: byte {error.start} is none of it.") from None
    if not written:
        raise BadSignal("The message is empty.")
    if written[0] not in "[{":
        return text.read(written, reading)
    given = safe_json.load(written)
    if not isinstance(given, dict):
        raise BadSignal("One message is one signal: an object, no list.")
    return our_json.read(given, reading) if "version" in given else foreign_json.read(given, reading)

"""A chain of hashes: each link covers the one before, so that a changed, lost or inserted link shows."""

import hashlib
import json
from collections.abc import Mapping

GENESIS = bytes(32)


def canonical(content: Mapping[str, object]) -> bytes:
    """One spelling of `content`: keys sorted, no spaces, UTF-8; TypeError or ValueError for what JSON cannot hold.

    Floats are refused: their spelling differs between writers.
    """
    _refuse_floats(content)
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def link(previous: bytes, content: Mapping[str, object]) -> bytes:
    """The SHA-256 of the previous link's hash followed by this content's one spelling; 32 bytes."""
    return hashlib.sha256(previous + canonical(content)).digest()


def _refuse_floats(value: object) -> None:
    if isinstance(value, float):
        raise TypeError(f"{value!r} is a float; write it as text or as whole units")
    if isinstance(value, Mapping):
        for part in value.values():
            _refuse_floats(part)
    elif isinstance(value, list | tuple):
        for part in value:
            _refuse_floats(part)

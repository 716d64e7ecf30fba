"""Base58Check, as Bitcoin's legacy addresses and TRON's are written: a payload and four bytes of its double SHA-256."""

import hashlib

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_VALUES = {letter: value for value, letter in enumerate(ALPHABET)}
# No address is longer; a number of thousands of digits would only cost time.
_LONGEST = 90


class NotBase58Check(ValueError):
    """A letter that base58 does not have, a length that cannot be, or a checksum that does not hold."""


def decode(text: str) -> bytes:
    """The payload, version byte first; raises NotBase58Check."""
    if not text or len(text) > _LONGEST:
        raise NotBase58Check("it has the wrong length")
    number = 0
    for letter in text:
        if letter not in _VALUES:
            raise NotBase58Check(f"{letter!r} never stands in such an address")
        number = number * 58 + _VALUES[letter]
    zeros = len(text) - len(text.lstrip(ALPHABET[0]))
    whole = bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8, "big")
    payload, checksum = whole[:-4], whole[-4:]
    if len(whole) < 5 or checksum != _checksum(payload):
        raise NotBase58Check("its checksum does not hold: a letter is wrong, missing or too many")
    return payload


def encode(payload: bytes) -> str:
    whole = payload + _checksum(payload)
    number, letters = int.from_bytes(whole, "big"), ""
    while number:
        number, rest = divmod(number, 58)
        letters = ALPHABET[rest] + letters
    return ALPHABET[0] * (len(whole) - len(whole.lstrip(b"\0"))) + letters


def _checksum(payload: bytes) -> bytes:
    return hashlib.sha256(hashlib.sha256(payload).digest()).digest()[:4]

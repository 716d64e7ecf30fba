"""Bech32 (BIP-173) and Bech32m (BIP-350), and the segwit addresses written in them."""

from dataclasses import dataclass
from typing import Literal

CHARSET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_VALUES = {letter: value for value, letter in enumerate(CHARSET)}
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CHECKSUM = 6
Encoding = Literal["bech32", "bech32m"]
_CONSTANTS: dict[int, Encoding] = {1: "bech32", 0x2BC830A3: "bech32m"}


class NotBech32(ValueError):
    """Why a text is no bech32 or no segwit address."""


@dataclass(frozen=True, slots=True)
class Segwit:
    prefix: str
    version: int
    program: bytes


def decode(text: str) -> tuple[str, tuple[int, ...], Encoding]:
    """The prefix, the data in groups of five bits without its checksum, and how it was checked; raises NotBech32."""
    if text.lower() != text and text.upper() != text:
        raise NotBech32("capital and small letters are mixed")
    if any(not "!" <= letter <= "~" for letter in text):
        raise NotBech32("it contains a space or a letter that never stands in such an address")
    if len(text) > 90:
        raise NotBech32("it is too long")
    prefix, separator, written = text.lower().rpartition("1")
    if not separator or not prefix:
        raise NotBech32("its beginning (bc1) is missing")
    if len(written) < _CHECKSUM:
        # The last 1 ends the beginning; one typed further on leaves too little behind it.
        raise NotBech32("'1' never stands in such an address" if "1" in prefix else "it is too short")
    wrong = next((letter for letter in written if letter not in _VALUES), None)
    if wrong is not None:
        raise NotBech32(f"{wrong!r} never stands in such an address")
    data = [_VALUES[letter] for letter in written]
    encoding = _CONSTANTS.get(_polymod([*_expanded(prefix), *data]))
    if encoding is None:
        raise NotBech32("its checksum does not hold: a letter is wrong, missing or too many")
    return prefix, tuple(data[:-_CHECKSUM]), encoding


def segwit(text: str) -> Segwit:
    """The witness version and program of a segwit address; raises NotBech32."""
    prefix, data, encoding = decode(text)
    if not data:
        raise NotBech32("nothing stands behind its beginning")
    version, program = data[0], _bytes(data[1:])
    if version > 16:
        raise NotBech32(f"there is no witness version {version}")
    if not 2 <= len(program) <= 40 or (version == 0 and len(program) not in {20, 32}):
        raise NotBech32("it has the wrong length")
    if encoding != ("bech32" if version == 0 else "bech32m"):
        raise NotBech32("it carries the checksum of another kind of address (bech32 and bech32m are mixed up)")
    return Segwit(prefix, version, program)


def _polymod(values: list[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for bit, term in enumerate(_GENERATOR):
            check ^= term if top >> bit & 1 else 0
    return check


def _expanded(prefix: str) -> list[int]:
    return [ord(letter) >> 5 for letter in prefix] + [0] + [ord(letter) & 31 for letter in prefix]


def _bytes(groups: tuple[int, ...]) -> bytes:
    """Groups of five bits as bytes; what is left over is less than a group, and zero."""
    number = 0
    for group in groups:
        number = number << 5 | group
    left_over = len(groups) * 5 % 8
    if left_over >= 5 or number & ((1 << left_over) - 1):
        raise NotBech32("its last letter is padding that is not empty")
    return (number >> left_over).to_bytes(len(groups) * 5 // 8, "big")

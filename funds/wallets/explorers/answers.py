"""Reading the parts of an answer that nobody promised to be right."""

import re
from collections.abc import Mapping

from funds.wallets.explorers.explorer import NoAnswer

_HASH = re.compile(r"(0x)?[0-9a-f]{64}")
# More is no amount and no height of any chain.
_LARGEST = 10**40


class Answer:
    """A JSON object of `name`'s; whatever is missing or of another kind raises NoAnswer."""

    def __init__(self, name: str, content: object) -> None:
        if not isinstance(content, Mapping):
            raise NoAnswer(f"{name} answered something unexpected")
        self.name = name
        self.content = content

    def part(self, key: str) -> "Answer":
        return Answer(self.name, self.content.get(key))

    def parts(self, key: str, *, missing_is_none: bool = False) -> list["Answer"]:
        found = self.content.get(key)
        if found is None and missing_is_none:
            return []
        if not isinstance(found, list):
            raise self.unexpected(key)
        return [Answer(self.name, one) for one in found]

    def text(self, key: str) -> str:
        found = self.content.get(key)
        if not isinstance(found, str):
            raise self.unexpected(key)
        return found

    def number(self, key: str) -> int:
        found = self.content.get(key)
        if not isinstance(found, int) or isinstance(found, bool) or not 0 <= found <= _LARGEST:
            raise self.unexpected(key)
        return found

    def hexadecimal(self, key: str) -> int:
        found = self.text(key)
        if not re.fullmatch(r"0x[0-9a-fA-F]{1,64}", found):
            raise self.unexpected(key)
        return int(found, 16)

    def hash(self, key: str) -> str:
        found = self.text(key).lower()
        if not _HASH.fullmatch(found):
            raise self.unexpected(key)
        return found

    def flag(self, key: str) -> bool:
        found = self.content.get(key)
        if not isinstance(found, bool):
            raise self.unexpected(key)
        return found

    def unexpected(self, key: str) -> NoAnswer:
        return NoAnswer(f"{self.name} answered without a sensible {key}")

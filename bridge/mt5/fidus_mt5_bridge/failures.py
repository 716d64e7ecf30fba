"""How the bridge says no: five kinds, each of which tells the caller what may be done next."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    NOT_SENT = "not sent"  # nothing was changed at the broker; it may be asked again
    THROTTLED = "throttled"  # the same, later
    WRONG_ACCOUNT = "wrong account"  # another account answered; nothing was sent
    REFUSED = "refused"  # the terminal or the broker said no
    LOGIN_REFUSED = "login refused"  # login, password or server are not good
    UNKNOWN = "unknown"  # sent, and nobody knows what became of it


class Failure(Exception):
    """What an operation ends with if it does not end well; `code` is the terminal's own."""

    def __init__(self, kind: Kind, words: str, code: str = "") -> None:
        self.kind, self.words, self.code = kind, words, code
        super().__init__(f"{kind}: {words}")

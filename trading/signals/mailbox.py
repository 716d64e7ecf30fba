"""The mailbox that signals come to, over IMAP (docs/adr/0048-signals-by-e-mail.md)."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from threading import Event
from typing import Any

from imapclient import DELETED, IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError

from trading.signals.domain.mail import LARGEST_MAIL, Letter

CONNECTS_WITHIN, ANSWERS_WITHIN = 10.0, 30.0
# Far below the 29 minutes after which a server may hang up (RFC 2177), and within a signal's life: what was not told
# is found by then.
IDLES_FOR = 60.0
LOOKS_EVERY = 10.0
# So soon a stop is heard, and what came together with another answer is seen.
SLICE = 1.0
_PART = f"BODY.PEEK[]<0.{LARGEST_MAIL + 1}>"


@dataclass(frozen=True)
class Access:
    """How the mailbox is reached; `authority` is a file with certificates that sign its server's; empty: known ones."""

    host: str
    port: int
    user: str
    password: str
    folder: str
    done: str
    authority: str = ""


class Mailbox:
    """Raises IMAPClientError and OSError; after either it is of no more use."""

    def __init__(self, access: Access) -> None:
        self._done = access.done
        context = ssl.create_default_context(cafile=access.authority or None)
        self._line = _Line(
            access.host, access.port, ssl_context=context, timeout=SocketTimeout(CONNECTS_WITHIN, ANSWERS_WITHIN)
        )
        try:
            self._line.normalise_times = False
            self._line.login(access.user, access.password)
            if not self._line.folder_exists(access.done):
                self._line.create_folder(access.done)
            self._validity = self._line.select_folder(access.folder)[b"UIDVALIDITY"]
            self._idles = self._line.has_capability("IDLE")
        except BaseException:
            self.close()
            raise

    def waiting(self) -> list[int]:
        """Numbers of the mails that nobody has put away, oldest first."""
        if not self._idles:
            self._line.noop()
        return sorted(self._line.search(["UNDELETED"]))

    def letter(self, number: int) -> Letter | None:
        """The mail, or None if somebody else has put it away."""
        found: dict[bytes, Any] = self._line.fetch([number], ["RFC822.SIZE", "INTERNALDATE", _PART]).get(number, {})
        if b"BODY[]<0>" not in found:
            return None
        return Letter(
            raw=found[b"BODY[]<0>"] or b"",
            size=found[b"RFC822.SIZE"],
            arrived_at=found[b"INTERNALDATE"],
            place=self.place_of(number),
        )

    def place_of(self, number: int) -> str:
        """A number means a mail only together with the mailbox's UIDVALIDITY."""
        return f"{self._validity}/{number}"

    def put_away(self, number: int) -> None:
        """Into the folder of those that were read."""
        if self._line.has_capability("MOVE"):
            self._line.move([number], self._done)
            return
        self._line.copy([number], self._done)
        self._line.add_flags([number], [DELETED], silent=True)
        if self._line.has_capability("UIDPLUS"):
            # A plain EXPUNGE would remove what others have marked.
            self._line.uid_expunge([number])

    def wait(self, stop: Event, beat: Callable[[], None]) -> None:
        """Until the server says something, or it is time to look in any case."""
        if self._idles:
            self._idle(stop, beat)
            return
        ends = time.monotonic() + LOOKS_EVERY
        while not stop.is_set() and time.monotonic() < ends:
            beat()
            stop.wait(min(SLICE, LOOKS_EVERY))

    def _idle(self, stop: Event, beat: Callable[[], None]) -> None:
        try:
            self._line.idle()
        except IMAPClientAbortError:
            raise
        except IMAPClientError:
            # It says that it can, and cannot.
            self._idles = False
            return
        ends, wait = time.monotonic() + IDLES_FOR, 0.0
        while not stop.is_set() and time.monotonic() < ends:
            began = time.monotonic()
            if self._line.idle_check(timeout=wait):
                break
            if time.monotonic() - began < wait / 2:
                # Nothing was said and yet there was something: the line has ended, as the next words to it will tell.
                break
            beat()
            wait = SLICE
        self._line.idle_done()

    def close(self) -> None:
        """Without a farewell that nobody may answer."""
        with suppress(OSError):
            self._line.shutdown()


class _Line(IMAPClient):  # type: ignore[misc]
    def _poll_socket(self, sock: Any, timeout: float | None = None) -> Any:
        """What came in one piece with an earlier answer lies in the reader, where no poll of the socket sees it."""
        return super()._poll_socket(sock, timeout) or [None]

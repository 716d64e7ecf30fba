"""The long-lived process: reads the mailbox for as long as it runs, and comes back whenever the line was lost.

A mail is put away only after the commit of what was taken from it; one that was taken and not put away gives the first
answer again. It may be killed at any moment, and several may run.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Event

from django.db import DataError, Error, IntegrityError, close_old_connections, connections
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, LoginError

from trading.signals.mail_standing import note_look, note_trouble
from trading.signals.mailbox import Access, Mailbox
from trading.signals.services.take_mail import take_mail

log = logging.getLogger(__name__)
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 120.0
# A server that was told a wrong password often locks the door.
PAUSE_OF_LOGIN = 60.0


class MailReader:
    def __init__(self, access: Access, *, beat: Callable[[], None] = lambda: None, stop: Event | None = None) -> None:
        self.stop = stop or Event()
        self._access, self._beat = access, beat
        self._pause = FIRST_PAUSE
        # Mails that are in nobody's way: taken and not moved, or beyond what can be taken at all.
        self._left: set[str] = set()

    def run(self) -> None:
        while not self.stop.is_set():
            try:
                self._read()
            except (IMAPClientError, OSError) as error:
                self._lost(error)
            except Error as error:
                connections.close_all()
                self._lost(error)
            except Exception as error:
                log.exception("The mailbox is not read")
                self._lost(error)
        connections.close_all()

    def _read(self) -> None:
        mailbox = Mailbox(self._access)
        try:
            while not self.stop.is_set():
                while self._look(mailbox) and not self.stop.is_set():
                    pass
                note_look()
                self._pause = FIRST_PAUSE
                mailbox.wait(self.stop, self._give_sign)
        finally:
            mailbox.close()

    def _look(self, mailbox: Mailbox) -> int:
        """How many were put away; meanwhile others may have come."""
        gone = 0
        for number in mailbox.waiting():
            if self.stop.is_set():
                break
            self._give_sign()
            if mailbox.place_of(number) in self._left or (letter := mailbox.letter(number)) is None:
                continue
            close_old_connections()
            try:
                take_mail(letter)
            except (DataError, IntegrityError, ValueError, TypeError, LookupError, ArithmeticError):
                # A fault of ours: it stays where it is, and in nobody's way until the next start.
                log.exception("The mail at %s cannot be taken", letter.place)
                self._left.add(letter.place)
                continue
            gone += self._put_away(mailbox, number, letter.place)
        return gone

    def _put_away(self, mailbox: Mailbox, number: int, place: str) -> bool:
        try:
            mailbox.put_away(number)
            return True
        except IMAPClientAbortError:
            raise
        except IMAPClientError as error:
            log.warning("The mail at %s was taken and stays where it is: %s", place, error)
            self._left.add(place)
            return False

    def _give_sign(self) -> None:
        try:
            self._beat()
        except Exception as error:  # noqa: BLE001 - mails are read, whoever cannot hear of it
            log.warning("No sign of life can be given: %s", type(error).__name__)

    def _lost(self, error: Exception) -> None:
        if isinstance(error, LoginError):
            self._pause = max(self._pause, PAUSE_OF_LOGIN)
        words = f"{type(error).__name__}: {str(error)[:200]}"
        log.warning("The mailbox is not read, next try in %.0f s: %s", self._pause, words)
        note_trouble(words)
        for _ in range(round(self._pause)):
            self._give_sign()
            if self.stop.wait(1.0):
                return
        self._pause = min(self._pause * 2, LONGEST_PAUSE)

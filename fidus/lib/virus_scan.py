"""Every file that anybody sends is shown to a virus scanner while it arrives, before a form or a service sees it.

The scanner is ClamAV's daemon; the bytes go to it as INSTREAM of its protocol, clamd(8): chunks, each after its
length in four bytes, the last one empty. A file that could not be looked at is not taken.
"""

import logging
import socket
import struct
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.uploadhandler import FileUploadHandler

log = logging.getLogger(__name__)

SECONDS = 20
_LONGEST_ANSWER = 4096


class RefusedUpload(SuspiciousFileOperation):
    """A file is not taken; the words are for whoever sent it."""


class InfectedFile(RefusedUpload):
    """The scanner knows something harmful in the file; `found` is its name for it."""

    def __init__(self, found: str) -> None:
        self.found = found
        super().__init__(f"The file was refused: the virus scanner found {found} in it.")


class ScannerAway(RefusedUpload):
    """The scanner did not answer, or not to the question; its words are in the log and not here."""

    def __init__(self) -> None:
        super().__init__(
            "Files cannot be taken just now: the virus scanner does not answer. Send the file again later."
        )


class Scan:
    """One file's way through the scanner at `address` ("clamd://host:3310" or "clamd:///path/of/socket")."""

    def __init__(self, address: str, *, seconds: float = SECONDS) -> None:
        try:
            self._socket = _connected(address, seconds)
            self._socket.sendall(b"zINSTREAM\0")
        except OSError as error:
            raise _away(address, error) from error
        self._address = address

    def add(self, chunk: bytes) -> None:
        """Shows the scanner the next bytes."""
        if not chunk:
            return
        try:
            self._socket.sendall(struct.pack("!I", len(chunk)) + chunk)
        except OSError as error:
            # It hangs up when a file is too long for it, with a word that says so.
            raise _away(self._address, self._last_word() or error) from error

    def end(self) -> None:
        """Asks for the verdict; returns if it is clean, raises `InfectedFile` or `ScannerAway`."""
        try:
            self._socket.sendall(struct.pack("!I", 0))
            verdict = self._answer()
        except OSError as error:
            raise _away(self._address, error) from error
        finally:
            self.close()
        if verdict.endswith(" FOUND"):
            found = verdict.removesuffix(" FOUND").removeprefix("stream: ")
            log.warning("a file was refused: %s", found)
            raise InfectedFile(found)
        if verdict != "stream: OK":
            raise _away(self._address, verdict)

    def close(self) -> None:
        """Leaves the scanner in peace, also in the middle of a file."""
        self._socket.close()

    def _answer(self) -> str:
        said = b""
        while not said.endswith(b"\0") and len(said) < _LONGEST_ANSWER:
            if not (part := self._socket.recv(_LONGEST_ANSWER)):
                break
            said += part
        return said.rstrip(b"\0\n").decode("utf-8", "replace")

    def _last_word(self) -> str:
        try:
            return self._answer()
        except OSError:
            return ""
        finally:
            self.close()


def _connected(address: str, seconds: float) -> socket.socket:
    parts = urlsplit(address)
    if parts.hostname:
        return socket.create_connection((parts.hostname, parts.port or 3310), timeout=seconds)
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(seconds)
    try:
        connection.connect(parts.path)
    except OSError:
        connection.close()
        raise
    return connection


def _away(address: str, why: object) -> ScannerAway:
    log.error("the virus scanner at %s did not look at a file: %s", address, why)
    return ScannerAway()


class VirusScan(FileUploadHandler):
    """Passes every chunk on as it came; without an address in `VIRUS_SCANNER` it does nothing."""

    _scan: Scan | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if settings.VIRUS_SCANNER:
            self._scan = Scan(settings.VIRUS_SCANNER)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        if self._scan:
            self._scan.add(raw_data)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        scan, self._scan = self._scan, None
        if scan:
            scan.end()

    def upload_interrupted(self) -> None:
        scan, self._scan = self._scan, None
        if scan:
            scan.close()

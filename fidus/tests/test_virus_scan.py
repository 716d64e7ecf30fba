"""Files on their way past the scanner: what it is told, what it says, and what a person reads then."""

import getpass
import shutil
import socket
import struct
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from subprocess import DEVNULL
from typing import BinaryIO

import pytest
from django.core.files.base import ContentFile

from accounts.gateway.rest.problems import answer_problem
from fidus.lib.virus_scan import InfectedFile, Scan, ScannerAway
from tests.waiting import wait_until

HARMFUL = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE"


@dataclass
class Scanner:
    """Speaks what clamd(8) says of INSTREAM, knows one harmful word, and takes `most` bytes of a file."""

    address: str = ""
    most: int = 1_000_000
    hangs: bool = False
    seen: list[bytes] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def answer(self, connection: socket.socket) -> None:
        with connection.makefile("rb") as stream:
            self._read(connection, stream)

    def _read(self, connection: socket.socket, stream: BinaryIO) -> None:
        if stream.read(10) != b"zINSTREAM\0":
            connection.sendall(b"UNKNOWN COMMAND\0")
            return
        content = b""
        while length := struct.unpack("!I", stream.read(4))[0]:
            content += stream.read(length)
            if len(content) > self.most:
                connection.sendall(b"INSTREAM size limit exceeded. ERROR\0")
                return
        self.seen.append(content)
        if self.hangs:
            self.over.wait(60)
        connection.sendall(b"stream: Eicar-Test-Signature FOUND\0" if HARMFUL in content else b"stream: OK\0")


@contextmanager
def listening(scanner: Scanner) -> Iterator[Scanner]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        scanner.address = f"clamd://127.0.0.1:{server.getsockname()[1]}"

        def serve() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    try:
                        scanner.answer(connection)
                    except (OSError, struct.error):
                        continue

        threading.Thread(target=serve, daemon=True).start()
        try:
            yield scanner
        finally:
            scanner.over.set()
            server.shutdown(socket.SHUT_RDWR)


def scanned(address: str, *chunks: bytes, seconds: float = 60) -> None:
    scan = Scan(address, seconds=seconds)
    for chunk in chunks:
        scan.add(chunk)
    scan.end()


def test_the_scanner_sees_every_byte_in_order_and_a_clean_file_passes():
    with listening(Scanner()) as scanner:
        scanned(scanner.address, b"first ", b"", b"second")
        assert scanner.seen == [b"first second"]


def test_what_is_harmful_is_named_also_where_it_is_cut_in_two():
    with listening(Scanner()) as scanner, pytest.raises(InfectedFile, match="Eicar-Test-Signature"):
        scanned(scanner.address, HARMFUL[:9], HARMFUL[9:])


def test_what_cannot_be_looked_at_is_not_taken(caplog):
    with listening(Scanner(most=10)) as scanner, pytest.raises(ScannerAway):
        scanned(scanner.address, *[b"x" * 65_536] * 40)
    with listening(Scanner(hangs=True)) as scanner, pytest.raises(ScannerAway):
        scanned(scanner.address, b"x", seconds=0.2)
    with pytest.raises(ScannerAway) as refused:
        scanned(scanner.address, b"x")
    assert "127.0.0.1" in caplog.text
    assert "127.0.0.1" not in str(refused.value)


def sent(client, content: bytes):
    return client.post("/accounts/login/", {"login": "", "file": ContentFile(content, name="bill.pdf")})


def test_every_form_with_a_file_goes_past_it(db, client, settings):
    with listening(Scanner()) as scanner:
        settings.VIRUS_SCANNER = scanner.address
        assert sent(client, b"a bill").status_code == 200
        infected = sent(client, b"a bill with " + HARMFUL)
        assert (infected.status_code, b"found something harmful" in infected.content) == (400, True)
    away = sent(client, b"a bill")
    assert (away.status_code, b"does not answer" in away.content) == (503, True)
    settings.VIRUS_SCANNER = ""
    assert sent(client, b"a bill").status_code == 200


def test_programs_are_told_the_same_as_problems():
    infected = answer_problem(InfectedFile("Eicar"), {})
    assert (infected.status_code, infected.data["type"]) == (422, "/api/problems/infected-file")
    away = answer_problem(ScannerAway(), {})
    assert (away.status_code, away.data["type"]) == (503, "/api/problems/scanner-away")


@pytest.fixture(scope="module")
def clamd(tmp_path_factory) -> Iterator[str]:
    """The real daemon, which knows one signature: our harmful word."""
    program = shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin:/usr/local/sbin:/opt/homebrew/sbin")
    if program is None:
        pytest.skip("ClamAV's daemon is not installed (Debian: clamav-daemon)")
    folder = tmp_path_factory.mktemp("clamd")
    (folder / "own.ndb").write_text(f"Harmful.Word:0:*:{HARMFUL.hex()}\n")
    listens = folder / "socket"
    (folder / "clamd.conf").write_text(
        f"DatabaseDirectory {folder}\nLocalSocket {listens}\nForeground yes\nUser {getpass.getuser()}\n"
    )
    daemon = subprocess.Popen([program, "-c", str(folder / "clamd.conf")], stderr=DEVNULL, stdout=DEVNULL)
    try:
        wait_until(lambda: listens.exists() or daemon.poll() is not None)
        assert daemon.poll() is None, "it ended by itself"
        yield f"clamd://{listens}"
    finally:
        daemon.terminate()
        daemon.wait(60)


def test_the_real_daemon_understands_us(clamd):
    scanned(clamd, b"a bill", b" of two pieces")
    with pytest.raises(InfectedFile, match=r"Harmful\.Word"):
        scanned(clamd, b"a bill with " + HARMFUL[:9], HARMFUL[9:] + b" and more")

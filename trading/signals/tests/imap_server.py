"""A mail server that speaks IMAP on a real socket with TLS, and misbehaves as it is told."""

from __future__ import annotations

import re
import socket
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER, PASSWORD = "signals", 'a "quoted" word'
ALL = ("IMAP4rev1", "IDLE", "MOVE", "UIDPLUS")


class Dropped(Exception):
    """The line is cut here."""


@dataclass
class Mail:
    uid: int
    raw: bytes
    arrived_at: datetime
    flags: set[str] = field(default_factory=set)


def certificate(folder: Path) -> Path:
    """One for localhost that signs itself, with its key, in a file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    encoded = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / "mail.pem"
    path.write_bytes(signed.public_bytes(serialization.Encoding.PEM) + encoded)
    return path


class ImapServer:
    """`mails` lie in INBOX, `put_away` are those that were moved; `heard` is every command with its answer's word.

    `script` maps the n-th (from 1) command of a name, like ("FETCH", 1), to what happens instead of an answer.
    """

    def __init__(self, pem: Path, capabilities: tuple[str, ...] = ALL) -> None:
        self.mails: list[Mail] = []
        self.put_away: list[bytes] = []
        self.folders = {"INBOX"}
        self.heard: list[str] = []
        self.logins = 0
        self.validity, self._next = 7, 1
        self.capabilities = capabilities
        self.script: dict[tuple[str, int], Callable[[_Talk, str], None]] = {}
        self.counts: dict[str, int] = {}
        self.lock = threading.RLock()
        self._talks: list[_Talk] = []
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(pem)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def deliver(self, raw: bytes, *, ago: float = 0.0) -> None:
        """A new mail, which whoever idles is told of."""
        with self.lock:
            self.mails.append(Mail(self._next, raw, datetime.now(UTC) - timedelta(seconds=ago)))
            self._next += 1
            for talk in self._talks:
                talk.tell_exists()

    def rebuild(self) -> None:
        """The mailbox is made anew from its mails: other numbers, another UIDVALIDITY; open lines are closed."""
        with self.lock:
            self.validity += 1
            for place, mail in enumerate(self.mails, 1):
                mail.uid = place + 100
            self._next = 1000
            for talk in self._talks:
                talk.hang_up()

    def stop(self) -> None:
        self._listener.close()
        with self.lock:
            for talk in self._talks:
                talk.hang_up()

    def _accept(self) -> None:
        while True:
            try:
                line, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(line,), daemon=True).start()

    def _serve(self, line: socket.socket) -> None:
        try:
            talk = _Talk(self, self._context.wrap_socket(line, server_side=True))
        except OSError:
            return
        with self.lock:
            self._talks.append(talk)
        try:
            talk.run()
        except (OSError, Dropped, ValueError):
            pass
        finally:
            with self.lock:
                self._talks.remove(talk)
            talk.hang_up()


class _Talk:
    """One client's line."""

    def __init__(self, server: ImapServer, line: ssl.SSLSocket) -> None:
        self.server, self._line = server, line
        self._reader = line.makefile("rb")
        self._writes = threading.Lock()
        self.idling = False
        self._told = 0

    def send(self, text: str | bytes) -> None:
        with self._writes:
            self._line.sendall(text.encode() if isinstance(text, str) else text)

    def hang_up(self) -> None:
        with suppress(OSError):
            self._line.shutdown(socket.SHUT_RDWR)
        self._line.close()

    def tell_exists(self) -> None:
        if self.idling:
            self._told = len(self.server.mails)
            self.send(f"* {self._told} EXISTS\r\n")

    def run(self) -> None:
        self.send(f"* OK [CAPABILITY {' '.join(self.server.capabilities)}] ready\r\n")
        while line := self._reader.readline():
            tag, _, rest = line.decode().rstrip("\r\n").partition(" ")
            words = rest.split(" ", 1)
            name = words[0].upper()
            if name == "UID":
                words = words[1].split(" ", 1)
                name = words[0].upper()
            given = words[1] if len(words) > 1 else ""
            with self.server.lock:
                count = self.server.counts[name] = self.server.counts.get(name, 0) + 1
                scripted = self.server.script.get((name, count))
                self.server.heard.append(f"{name} {given if name != 'LOGIN' else ''}".strip())
            if scripted:
                scripted(self, tag)
                continue
            getattr(self, f"_{name.lower()}")(tag, given)

    def ok(self, tag: str, said: str = "done") -> None:
        self.send(f"{tag} OK {said}\r\n")

    def _capability(self, tag: str, given: str) -> None:
        self.send(f"* CAPABILITY {' '.join(self.server.capabilities)}\r\n")
        self.ok(tag)

    def _login(self, tag: str, given: str) -> None:
        quoted = PASSWORD.replace('"', '\\"')
        if given not in {f'{USER} "{quoted}"', f'"{USER}" "{quoted}"'}:
            self.send(f"{tag} NO [AUTHENTICATIONFAILED] no\r\n")
            return
        self.server.logins += 1
        self.ok(tag)

    def _noop(self, tag: str, given: str) -> None:
        self.ok(tag)

    def _list(self, tag: str, given: str) -> None:
        for folder in sorted(self.server.folders):
            if f'"{folder}"' in given or given.endswith(f" {folder}"):
                self.send(f'* LIST () "/" "{folder}"\r\n')
        self.ok(tag)

    def _create(self, tag: str, given: str) -> None:
        self.server.folders.add(given.strip('"'))
        self.ok(tag)

    def _select(self, tag: str, given: str) -> None:
        self._told = len(self.server.mails)
        self.send(f"* {self._told} EXISTS\r\n* OK [UIDVALIDITY {self.server.validity}] valid\r\n")
        self.ok(tag, "[READ-WRITE] selected")

    def _search(self, tag: str, given: str) -> None:
        with self.server.lock:
            found = [str(mail.uid) for mail in self.server.mails if "\\Deleted" not in mail.flags]
        self.send(f"* SEARCH{''.join(f' {uid}' for uid in found)}\r\n")
        self.ok(tag)

    def _fetch(self, tag: str, given: str) -> None:
        for place, mail in self._named(given):
            self.send(self.fetched(place, mail, given))
        self.ok(tag)

    def fetched(self, place: int, mail: Mail, given: str) -> bytes:
        met = re.search(r"<0\.(\d+)>", given)
        part = mail.raw[: int(met[1])] if met else mail.raw
        at = mail.arrived_at.strftime("%d-%b-%Y %H:%M:%S +0000")
        head = (
            f'* {place} FETCH (UID {mail.uid} RFC822.SIZE {len(mail.raw)} INTERNALDATE "{at}" BODY[]<0> {{{len(part)}}}'
        )
        return f"{head}\r\n".encode() + part + b")\r\n"

    def _named(self, given: str) -> list[tuple[int, Mail]]:
        uid = int(given.split()[0])
        with self.server.lock:
            return [(place, mail) for place, mail in enumerate(self.server.mails, 1) if mail.uid == uid]

    def _copy(self, tag: str, given: str) -> None:
        for _, mail in self._named(given):
            self.server.put_away.append(mail.raw)
        self.ok(tag)

    def _store(self, tag: str, given: str) -> None:
        for _, mail in self._named(given):
            mail.flags.add("\\Deleted")
        self.ok(tag)

    def _expunge(self, tag: str, given: str) -> None:
        for place, mail in self._named(given):
            self.server.mails.remove(mail)
            self._told -= 1
            self.send(f"* {place} EXPUNGE\r\n")
        self.ok(tag)

    def _move(self, tag: str, given: str) -> None:
        for place, mail in self._named(given):
            self.server.put_away.append(mail.raw)
            self.server.mails.remove(mail)
            self._told -= 1
            self.send(f"* {place} EXPUNGE\r\n")
        self.ok(tag)

    def _idle(self, tag: str, given: str) -> None:
        with self.server.lock:
            now = len(self.server.mails)
            # News of the moment between the last look and now come in one piece with the answer.
            self.send("+ idling\r\n" + (f"* {now} EXISTS\r\n" if now > self._told else ""))
            self._told, self.idling = now, True
        self._reader.readline()
        self.idling = False
        self.ok(tag, "idle ends")

    def _logout(self, tag: str, given: str) -> None:
        self.send("* BYE\r\n")
        self.ok(tag)
        raise Dropped


def drop(talk: _Talk, tag: str) -> None:
    """The line is cut without a word."""
    raise Dropped


def drop_in_the_middle(talk: _Talk, tag: str) -> None:
    """A literal is promised, and half of it comes."""
    mail = talk.server.mails[0]
    whole = talk.fetched(1, mail, "")
    talk.send(whole[: len(whole) - len(mail.raw) // 2])
    raise Dropped


def say_bye(talk: _Talk, tag: str) -> None:
    talk.send("* BYE the server goes down\r\n")
    raise Dropped


def refuse(talk: _Talk, tag: str) -> None:
    talk.send(f"{tag} NO [OVERQUOTA] no room\r\n")


def hang(talk: _Talk, tag: str) -> None:
    time.sleep(30)

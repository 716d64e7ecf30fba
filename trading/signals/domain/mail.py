"""A mail as it lay in the mailbox: who wrote it, which secrets it brings, whether a machine answered."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.errors import UndecodableBytesDefect
from email.header import decode_header, make_header
from email.message import Message

from trading.signals.domain.mail_text import text_of
from trading.signals.domain.written import BadSignal

LARGEST_MAIL = 256 * 1024
MOST_SECRETS = 10
# As trading/signals/secrets.py makes them: behind the plus of an address, or a word of the subject.
_SECRET = re.compile(r"(?<![a-z0-9])[a-km-z2-9]{40}(?![a-z0-9])", re.IGNORECASE)
_ADDRESSED = ("to", "cc", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to")
_SUBJECT = re.compile(rb"^subject:[^\r\n]*(\r?\n[ \t][^\r\n]*)*", re.IGNORECASE | re.MULTILINE)
_OF_ANSWERS = ("x-autoreply", "x-autorespond", "x-failed-recipients")
_BRACKETS = re.compile(r"[\[(<{]\s*[\])>}]")
_LEFT_OUT = b"Subject: (left out, the secret stood in it)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """`raw` is the beginning of a mail of `size` bytes; `place` its number in the mailbox as it is today."""

    raw: bytes
    size: int
    arrived_at: datetime
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """`sender` is the one address in From, empty if that cannot be told; `proofs` are topmost first."""

    parsed: Message
    message_id: str
    sender: str
    subject: str
    secrets: tuple[str, ...]
    proofs: tuple[str, ...]

    @property
    def is_automatic_answer(self) -> bool:
        """A bounce, or somebody's absence; what programs send of their own accord is none."""
        said = _header(self.parsed, "auto-submitted").lower()
        return (
            said.startswith("auto-replied")
            or self.parsed.get_content_type() == "multipart/report"
            or _header(self.parsed, "return-path").strip() == "<>"
            or any(self.parsed.get(name) is not None for name in _OF_ANSWERS)
        )

    def says(self) -> str:
        """What is read as a signal: the text, or the subject where there is none. Raises BadSignal."""
        try:
            text = text_of(self.parsed)
        except BadSignal:
            raise
        except Exception as error:
            raise BadSignal(f"This mail cannot be taken apart ({type(error).__name__}).") from error
        return text or _BRACKETS.sub(" ", _SECRET.sub(" ", self.subject)).strip()


def read_mail(raw: bytes) -> Mail:
    """Whatever `raw` is, something can be said of it; nothing is raised."""
    try:
        parsed = message_from_bytes(raw, policy=policy.compat32)
    except Exception:  # noqa: BLE001 - strangers write what no parser has foreseen; then nothing is known of the mail
        parsed = Message()
    subject = _decoded(_header(parsed, "subject"))
    addressed = " ".join(_header(parsed, name) for name in _ADDRESSED)
    found = [secret.lower() for secret in _SECRET.findall(f"{addressed} {subject}")]
    return Mail(
        parsed=parsed,
        message_id=" ".join(_header(parsed, "message-id").split()),
        sender=_sender(parsed),
        subject=subject,
        secrets=tuple(dict.fromkeys(found))[:MOST_SECRETS],
        proofs=tuple(str(value) for value in parsed.get_all("authentication-results") or []),
    )


def delivery_of(mail: Mail, raw: bytes, place: str) -> str:
    """What names this very mail for ever: its id and bytes, which outlive the mailbox's own numbers (`place`)."""
    digest = hashlib.sha256(raw).hexdigest()[:24]
    return f"{mail.message_id[:150] or place} {digest}"


def without_secrets(raw: bytes, secrets: tuple[str, ...], shown: int) -> bytes:
    """The mail as it is kept: of each secret the first letters alone, as everywhere."""
    for secret in secrets:
        hidden = f"{secret[:shown]}{'*' * (len(secret) - shown)}".encode()
        raw = re.sub(re.escape(secret.encode()), hidden, raw, flags=re.IGNORECASE)
    # An encoded subject may hold it where no search finds it.
    return _SUBJECT.sub(_LEFT_OUT, raw) if read_mail(raw).secrets else raw


def _header(mail: Message, name: str) -> str:
    return " ".join(str(value) for value in mail.get_all(name) or [])


def _decoded(header: str) -> str:
    try:
        return str(make_header(decode_header(header)))
    except Exception:  # noqa: BLE001 - encoded words that are none make it raise whatever it likes
        return header


def _sender(mail: Message) -> str:
    """By the strict reading of the header: what two programs would read differently is nobody's address."""
    written = mail.get_all("from") or []
    if len(written) != 1:
        return ""
    try:
        header = policy.default.header_factory("from", str(written[0]))
        serious = [defect for defect in header.defects if not isinstance(defect, UndecodableBytesDefect)]
        addresses = header.addresses
    except Exception:  # noqa: BLE001 - the parser of headers falls over some that are none
        return ""
    return addresses[0].addr_spec.lower() if len(addresses) == 1 and not serious else ""

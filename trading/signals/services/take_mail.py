"""Take a mail that lies in the mailbox for signals: once for each door whose secret it brings."""

import logging

from django.conf import settings

from accounts.gateway.domain.limits import Limit
from accounts.gateway.limiter import too_many
from trading.signals.domain.mail import LARGEST_MAIL, Letter, Mail, delivery_of, read_mail, without_secrets
from trading.signals.domain.mail_proof import proof_fault
from trading.signals.domain.written import BadSignal, shown
from trading.signals.models import Door
from trading.signals.selectors import door_of
from trading.signals.services.open_door import HINT
from trading.signals.services.receive_signal import Receipt, receive_signal

log = logging.getLogger(__name__)
# Of a mail that is too large anyway.
_KEPT_OF_HUGE = 64 * 1024


def take_mail(letter: Letter) -> list[Receipt]:
    """What became of it, by door; empty for a mail without a valid secret, of which nothing is kept."""
    mail = read_mail(letter.raw)
    doors = [door for secret in mail.secrets if (door := door_of(Door.Kind.MAIL, secret)) is not None]
    if not doors:
        log.info("a mail at %s brings no secret of an open door; nothing of it is kept", letter.place)
        return []
    kept = without_secrets(
        letter.raw if letter.size <= LARGEST_MAIL else letter.raw[:_KEPT_OF_HUGE], mail.secrets, HINT
    )
    return [_take(door, mail, letter, kept) for door in doors]


def _take(door: Door, mail: Mail, letter: Letter, kept: bytes) -> Receipt:
    said, fault = b"", _fault(door, mail, letter)
    if fault is None:
        try:
            said = mail.says().encode(errors="replace")
        except BadSignal as found:
            fault = found
    return receive_signal(
        door=door,
        body=kept,
        content_type="message/rfc822",
        address=mail.sender,
        delivery=delivery_of(mail, letter.raw, letter.place),
        fault=fault,
        said=said,
        came_at=letter.arrived_at,
    )


def _fault(door: Door, mail: Mail, letter: Letter) -> BadSignal | None:
    """What speaks against a mail before anybody reads what it says."""
    words = ""
    if letter.size > LARGEST_MAIL:
        words = f"A mail is at most {LARGEST_MAIL // 1024} kB large, with all that hangs on it."
    elif mail.is_automatic_answer:
        words = "This is an automatic answer or a bounce, no signal."
    elif not mail.sender:
        words = "Who wrote it cannot be told: it needs one address in From."
    elif mail.sender not in door.allowed:
        words = f"{shown(mail.sender)} is not among those who may write to this door."
    elif settings.SIGNAL_MAIL_AUTHSERV:
        words = proof_fault(mail.proofs, settings.SIGNAL_MAIL_AUTHSERV, mail.sender)
    if not words and settings.RATE_LIMITED and too_many(Limit("door", door.calls_a_minute), f"door:{door.pk}"):
        words = f"More than {door.calls_a_minute} messages came within a minute."
    return BadSignal(words) if words else None

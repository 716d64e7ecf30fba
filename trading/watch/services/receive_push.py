"""Take in what a bridge, or an Expert Advisor, posts of an account: once, in order, or not at all.

The door only judges and keeps (docs/adr/0040): what it tells is written by the watch (take_inbox.py, follow_beats.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from fidus.lib import clock
from fidus.lib.prepared import prepared_cursor
from trading.brokers.mt5.messages import BadMessage, Message, News, read
from trading.connections.models import BrokerGateway
from trading.connections.sealing import opened
from trading.watch.errors import InboxFull, PushMissed, PushRefused
from trading.watch.models import PushSource
from trading.watch.services.have_room import have_room

TOKENS = ("token", "next_token")
# Whose it is: the account behind this very gateway, which still has the very secrets that the signature was tried with.
_OURS = """
with ours as (
    select a.id from trading_brokeraccount a
      join connections_connection c on c.account_id = a.id
      join connections_brokergateway g on g.id = c.gateway_id
     where a.server = %(server)s and a.login = %(login)s and a.disabled_at is null
       and c.gateway_id = %(gateway)s and c.paused_at is null
       and g.platform = 'mt5' and g.disabled_at is null and g.sealed = %(sealed)s
), """
_SEQUENCE = "gateway, source, boot, number, received_at, observed_at"
# Of one account no two messages are received at the same moment, whatever the clocks of our machines say.
_RECEIVED = "greatest(%(now)s, s.received_at + interval '1 microsecond')"
# trading.brokers.mt5.messages.follows, judged under the row's lock.
_NEXT = f"""{_OURS} moved as (
    update watch_pushsource s
       set number = %(number)s, received_at = {_RECEIVED}, observed_at = %(observed_at)s, taken = s.taken + 1
      from ours
     where s.account_id = ours.id and s.gateway = %(gateway)s and s.boot = %(boot)s and s.number = %(number)s - 1
       and not s.wants_whole
    returning s.account_id, s.received_at
)"""  # noqa: S608 - made of the words above alone
_WHOLE = f"""{_OURS} moved as (
    insert into watch_pushsource as s
        (account_id, {_SEQUENCE}, whole_at, taken, missed, wants_whole, broken)
    select id, %(gateway)s, %(source)s, %(boot)s, %(number)s, %(now)s, %(observed_at)s, %(now)s, 1, 0, false, false
      from ours
    on conflict (account_id) do update
       set ({_SEQUENCE}) = (%(gateway)s, %(source)s, %(boot)s, %(number)s, {_RECEIVED}, %(observed_at)s),
           whole_at = %(now)s, taken = s.taken + 1, wants_whole = false
     where s.gateway <> %(gateway)s or s.boot <> %(boot)s or s.number < %(number)s
    returning s.account_id, s.received_at
)"""  # noqa: S608 - made of the words above alone
_KEPT = """, kept as (
    insert into watch_pushednews
        (account_id, gateway, boot, number, kind, received_at, observed_at, size, body, reason)
    select account_id, %(gateway)s, %(boot)s, %(number)s, %(kind)s, received_at, %(observed_at)s, %(size)s, %(body)s, ''
      from moved
)"""
_ANSWER = " select (select id from ours), (select account_id from moved)"
# One statement, so that the row of the sequence and the message are there together or not at all.
_STATEMENTS = {
    News.HEARTBEAT: _NEXT + _ANSWER, News.DELTA: _NEXT + _KEPT + _ANSWER, News.SNAPSHOT: _WHOLE + _KEPT + _ANSWER,
}  # fmt: skip


@dataclass(frozen=True, slots=True, repr=False)
class Lock:
    """What opened a gateway's door last; good only while the gateway's row still holds the same seal."""

    sealed: str
    tokens: tuple[str, ...]


_locks: dict[int, Lock] = {}


def receive_push(*, gateway: int, body: bytes, sent_at: str, signature: str) -> None:
    """Raises PushRefused for what is not of the gateway or its accounts, PushMissed where a message is missing before
    it: whoever is told so tells everything anew; InboxFull, CannotOpen. What was answered is kept.
    """
    now = clock.now()
    lock = _locks.get(gateway)
    if lock is not None:
        message = _read(lock, body, sent_at, signature, now)
        if isinstance(message, Message) and _take_in(gateway, lock, message, body, now)[1]:
            return
    # Not by what is remembered: the gateway may have other tokens by now.
    lock = _lock_of(gateway)
    message = _read(lock, body, sent_at, signature, now)
    if isinstance(message, BadMessage):
        raise PushRefused(str(message)) from None
    account, taken = _take_in(gateway, lock, message, body, now)
    if account is None:
        raise PushRefused("no account of ours is behind this gateway by that login and server")
    if not taken:
        PushSource.objects.filter(pk=account).update(missed=F("missed") + 1)
        raise PushMissed("a message before this one is missing: everything has to be told anew")


def _lock_of(gateway: int) -> Lock:
    found = BrokerGateway.objects.filter(pk=gateway, platform="mt5", disabled_at=None).first()
    if found is None or not found.sealed:
        _locks.pop(gateway, None)
        raise PushRefused("there is no such gateway")
    held = opened(found.sealed, owner=found.owner)
    lock = _locks[gateway] = Lock(found.sealed, tuple(held[name] for name in TOKENS if held.get(name)))
    return lock


def _read(lock: Lock, body: bytes, sent_at: str, signature: str, now: datetime) -> Message | BadMessage:
    try:
        return read(body, sent_at=sent_at, signature=signature, tokens=lock.tokens, now=now)
    except BadMessage as error:
        return error


def _take_in(gateway: int, lock: Lock, message: Message, body: bytes, now: datetime) -> tuple[int | None, bool]:
    """The account, if it is ours, and whether the message followed the one before it: then both are committed."""
    if message.kind is not News.HEARTBEAT and not have_room(len(body)):
        raise InboxFull("more news wait than we hold: tell them again in a while")
    told = {
        "gateway": gateway, "sealed": lock.sealed, "server": message.server, "login": message.login, "now": now,
        "source": message.source[:120], "boot": message.boot, "number": message.number, "kind": message.kind.value,
        "observed_at": message.observed_at, "size": len(body), "body": body.decode(),
    }  # fmt: skip
    with prepared_cursor() as cursor:
        cursor.execute(_STATEMENTS[message.kind], told)
        account, moved = cursor.fetchone()
    return account, moved is not None

"""Write what was pushed: many accounts at once, each account's messages in order; what cannot be kept is put aside."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import InterfaceError, OperationalError, connection, transaction

from trading.brokers.mt5.messages import BadMessage, Message, News, read_again
from trading.watch.domain.sighting import Sighting
from trading.watch.models import PushSource, SightingSource
from trading.watch.services.put_aside import put_aside
from trading.watch.services.take_sightings import Taken, take_sightings

logger = logging.getLogger(__name__)

# Accounts and bytes at a time; of each account at least `EACH` messages, and `ALONE` where nobody else waits.
ACCOUNTS, BYTES, EACH, ALONE = 200, 16 << 20, 5, 50
# Whoever holds the lock of an account's oldest row has the account: another process passes it by.
_TURNS = """
with heads as (
    select min(id) as id from watch_pushednews where put_aside_at is null group by account_id order by 1 limit %s
)
select n.account_id from watch_pushednews n join heads using (id) order by n.id for update of n skip locked
"""
# The first is taken however long it is.
_ROWS = """
with waiting as (
    select n.id, row_number() over (partition by n.account_id order by n.id) as place,
           sum(n.size) over (order by n.id) - n.size as before
      from watch_pushednews n where n.account_id = any(%s) and n.put_aside_at is null
)
select n.id, n.account_id, n.received_at, n.body from watch_pushednews n join waiting w using (id)
 where w.place <= %s and w.before < %s order by n.id
"""
_LEAVE = "delete from watch_pushednews where id = any(%s)"


@dataclass(frozen=True, slots=True)
class Row:
    id: int
    account_id: int
    received_at: datetime
    body: str


@dataclass(slots=True)
class Outcome:
    """Reasons by row; accounts whose standing waits for a snapshot, before and now."""

    aside: dict[int, str]
    was_broken: frozenset[int]
    broken: set[int]


def take_inbox() -> int:
    """How many messages were dealt with, in one transaction; 0 when nobody's turn is free.

    Whoever is killed leaves everything as it was, and the locks end with the connection.
    """
    with transaction.atomic():
        rows = _rows()
        if rows:
            outcome = _take(rows)
            with connection.cursor() as cursor:
                cursor.execute(_LEAVE, [[row.id for row in rows if row.id not in outcome.aside]])
            put_aside({row.id: row.account_id for row in rows if row.id in outcome.aside}, outcome.aside)
            # Last: the door waits for these rows.
            _tell_sources(outcome)
    return len(rows)


def _rows() -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(_TURNS, [ACCOUNTS])
        accounts = [account for (account,) in cursor.fetchall()]
        if not accounts:
            return []
        cursor.execute(_ROWS, [accounts, max(EACH, ALONE // len(accounts)), BYTES])
        return [Row(*row) for row in cursor.fetchall()]


def _take(rows: Sequence[Row]) -> Outcome:
    """First everybody's first, then everybody's second: an account is seen once at a time."""
    accounts = {row.account_id for row in rows}
    broken = frozenset(PushSource.objects.filter(pk__in=accounts, broken=True).values_list("pk", flat=True))
    outcome = Outcome({}, broken, set(broken))
    by_account: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        by_account[row.account_id].append(row)
    waiting = [by_account[account] for account in sorted(by_account)]
    while waiting:
        _take_turn(_messages([mine[0] for mine in waiting], outcome), outcome)
        waiting = [mine[1:] for mine in waiting if len(mine) > 1]
    return outcome


def _messages(rows: Sequence[Row], outcome: Outcome) -> list[tuple[Row, Message]]:
    told = []
    for row in rows:
        try:
            told.append((row, read_again(row.body.encode())))
        except BadMessage as error:
            # It was read at the door, by another release.
            outcome.aside[row.id] = f"it is not read again: {error}"
            outcome.broken.add(row.account_id)
    return told


def _take_turn(told: Sequence[tuple[Row, Message]], outcome: Outcome) -> None:
    """One message of each account; if they cannot be taken together, one by one."""
    try:
        with transaction.atomic():
            taken = take_sightings([_sighting(row, message, outcome.broken) for row, message in told])
    except (OperationalError, InterfaceError):
        raise  # the database's trouble, no message's
    except Exception as error:
        if len(told) > 1:
            for one in told:
                _take_turn([one], outcome)
            return
        ((row, message),) = told
        logger.exception("News pushed of account %s cannot be kept", row.account_id)
        outcome.aside[row.id] = f"figures: {error}"[:1000]
        outcome.broken.add(row.account_id)
        _take_history(row, message, outcome)
        return
    for row, message in told:
        if message.kind is News.SNAPSHOT:
            outcome.broken.discard(row.account_id)
        _note_fault(row, taken, outcome)


def _take_history(row: Row, message: Message, outcome: Outcome) -> None:
    """Trades and cash are true whatever the figures are; their sender does not tell them again."""
    try:
        with transaction.atomic():
            _note_fault(row, take_sightings([_sighting(row, message, {row.account_id}, alone=True)]), outcome)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        logger.exception("History pushed of account %s cannot be kept", row.account_id)
        outcome.aside[row.id] += f"; history: {error}"[:1000]


def _note_fault(row: Row, taken: dict[int, Taken], outcome: Outcome) -> None:
    if row.account_id in taken and (fault := taken[row.account_id].fault):
        before = outcome.aside.get(row.id)
        outcome.aside[row.id] = f"{before}; history: {fault}" if before else f"history: {fault}"


def _sighting(row: Row, message: Message, broken: set[int], *, alone: bool = False) -> Sighting:
    """What changed since something that could not be kept says nothing of how the account stands."""
    whole = message.kind is News.SNAPSHOT
    if alone or (row.account_id in broken and not whole):
        return Sighting(
            account_id=row.account_id, at=row.received_at, source=SightingSource.PUSH, account=None, whole=False,
            fills=message.fills, cash=message.cash, history_alone=True,
        )  # fmt: skip
    return Sighting(
        account_id=row.account_id,
        at=row.received_at,
        source=SightingSource.PUSH,
        account=message.account,
        positions=message.positions,
        orders=message.orders,
        positions_gone=message.positions_gone,
        orders_gone=message.orders_gone,
        whole=whole,
        fills=message.fills,
        cash=message.cash,
    )


def _tell_sources(outcome: Outcome) -> None:
    if newly := outcome.broken - outcome.was_broken:
        PushSource.objects.filter(pk__in=newly).update(broken=True, wants_whole=True)
    if mended := outcome.was_broken - outcome.broken:
        PushSource.objects.filter(pk__in=mended).update(broken=False)

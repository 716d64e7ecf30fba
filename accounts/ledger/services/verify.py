"""Proof that the ledger is what was once written: every entry, the chain over them, and the totals kept beside."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

import psycopg
from django.db import connection, transaction

from accounts.ledger.domain.canonical import GENESIS, content_of, digest_of, link

AT_ONCE = 10_000

# Whether sealed or not: what was posted must still be there.
_ENTRIES = """
    select s.number, s.hash, coalesce(s.entry_id, e.id), e.key, e.kind, e.text, e.booked_on, e.value_on, e.recorded_at,
        e.by_id, e.event, e.reverses_id, e.content
    from {source} order by {order}
"""
_SEALED = _ENTRIES.format(
    source="ledger_seal s left join ledger_entry e on e.id = s.entry_id where s.number > %s and s.number <= %s",
    order="s.number",
)
_UNSEALED = _ENTRIES.format(
    source="ledger_entry e left join ledger_seal s on s.entry_id = e.id where s.number is null", order="e.id"
)
_LEGS = """
    select l.entry_id, a.code, l.currency, l.amount, a.currency, l.value_on
    from ledger_leg l left join ledger_account a on a.id = l.account_id
    where l.entry_id = any(%s) order by l.entry_id
"""
_LEGS_OF_NOTHING = """
    select distinct l.entry_id from ledger_leg l
    where not exists (select from ledger_entry e where e.id = l.entry_id) order by 1 limit 20
"""
_LEFT_OUT = """
    with newest as (
        select e.epoch, e.xid, e.id from ledger_seal s join ledger_entry e on e.id = s.entry_id
        order by s.number desc limit 1
    )
    select e.id, e.key from ledger_entry e, newest n
    where (e.epoch, e.xid, e.id) < (n.epoch, n.xid, n.id)
        and not exists (select from ledger_seal s where s.entry_id = e.id)
    order by e.id limit 20
"""
_TOTALS = """
    select coalesce(a.code, 'account ' || account_id), begins, coalesce(t.amount, 0), coalesce(l.amount, 0)
    from (
        select account_id, {begins} as begins, sum(amount) as amount from ledger_leg group by 1, 2
    ) l full join (select account_id, {column} as begins, amount from {table}) t using (account_id, begins)
    left join ledger_account a on a.id = account_id
    where coalesce(t.amount, 0) <> coalesce(l.amount, 0)
    order by 1, 2 limit 20
"""
_GUARDS_OFF = """
    select tgname, relname from pg_trigger join pg_class c on c.oid = tgrelid
    where relname like 'ledger\\_%%' and not tgisinternal and tgenabled <> 'O' order by 2, 1
"""


@dataclass
class Verification:
    """What was looked at and what is wrong; `newest` and `hash` are for keeping elsewhere, to find a cut off end."""

    sealed: int = 0
    unsealed: int = 0
    newest: int = 0
    hash: bytes = GENESIS
    findings: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return not self.findings


def verify(*, expect: tuple[int, bytes] | None = None) -> Verification:
    """Check everything in one consistent view; `expect` is a seal's number and hash noted down earlier."""
    result = Verification()
    nested = connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        if not nested:
            cursor.execute("set transaction isolation level repeatable read, read only")
        (last,) = read("select coalesce(max(number), 0) from ledger_seal")[0]
        check_chain(result, expect, last)
        result.unsealed = sum(1 for _ in _checked(read(_UNSEALED), result))
        for entry, key in read(_LEFT_OUT):
            result.findings.append(f"entry {entry} ({key}) was left out of the chain")
        for (entry,) in read(_LEGS_OF_NOTHING):
            result.findings.append(f"entry {entry} is missing, but it has legs")
        _check_totals(result)
        for guard, table in read(_GUARDS_OFF):
            result.findings.append(f"the guard {guard} of {table} is switched off")
    return result


def read(query: str, parameters: list[Any] | None = None) -> list[tuple[Any, ...]]:
    # Not Django's cursor: figures that come as bits are read in half the time of figures that come as text.
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        return cursor.execute(query, parameters, binary=True).fetchall()


def check_chain(result: Verification, expect: tuple[int, bytes] | None, last: int) -> None:
    """The links after result.newest, which holds, up to `last`."""
    for start in range(result.newest, last, AT_ONCE):
        rows = read(_SEALED, [start, min(start + AT_ONCE, last)])
        for number, stored, entry, key, digest in _checked(rows, result):
            if number != result.newest + 1:
                result.findings.append(f"seal {result.newest + 1} is missing")
            elif digest is not None and link(result.hash, digest) != stored:
                result.findings.append(
                    f"seal {number}: the chain breaks at entry {entry} ({key}): its record was changed, "
                    "or its place in the order, or the seal"
                )
            result.sealed, result.newest, result.hash = result.sealed + 1, number, stored
            if expect and expect[0] == number and expect[1] != stored:
                result.findings.append(f"seal {number} has another hash than the expected one")
    if expect and expect[0] > last:
        result.findings.append(f"the chain ends at seal {last}, before the expected seal {expect[0]}")


def _checked(rows: list[tuple[Any, ...]], result: Verification) -> Iterator[tuple[int, bytes, int, str, bytes | None]]:
    """Number, hash, entry, key and recomputed digest of each row, None for an entry that is missing."""
    legs = defaultdict(list)
    for entry, found in groupby(read(_LEGS, [[row[2] for row in rows]]), key=lambda leg: leg[0]):
        legs[entry] = [leg[1:] for leg in found]
    for number, stored, entry, key, kind, text, booked_on, value_on, at, by, event, reverses, content in rows:
        if key is None:
            result.findings.append(f"seal {number}: its entry {entry} is missing")
            yield number, bytes(stored), entry, "", None
            continue
        name = f"entry {entry} ({key})"
        _check_legs(name, value_on, legs[entry], result)
        said = content_of(kind, value_on, reverses, [(str(leg[0]), leg[1], leg[2]) for leg in legs[entry]], text)
        if said != bytes(content):
            result.findings.append(f"{name} was changed: its legs, text, kind or value date are not as posted")
        yield number, bytes(stored or b""), entry, key, digest_of(key, booked_on, at, by, event, bytes(content))


def _check_legs(name: str, value_on: Any, legs: list[tuple[Any, ...]], result: Verification) -> None:
    sums: dict[str, int] = defaultdict(int)
    for code, currency, amount, kept_in, day in legs:
        sums[currency] += amount
        if currency != kept_in:
            result.findings.append(f"{name} has a leg in {currency} on {code}, which is kept in {kept_in}")
        if day != value_on:
            result.findings.append(f"{name} has a leg with another value date on {code}")
    if not legs:
        result.findings.append(f"{name} has no legs")
    for currency, total in sums.items():
        if total:
            result.findings.append(f"{name} does not balance: its legs in {currency} sum to {total} minor units")


def _check_totals(result: Verification) -> None:
    days = _TOTALS.format(begins="value_on", column="day", table="ledger_day_total")
    months = _TOTALS.format(begins="date_trunc('month', value_on)::date", column="month", table="ledger_month_total")
    for what, query in (("day", days), ("month", months)):
        for code, begins, kept, summed in read(query):
            result.findings.append(
                f"the total of {code} for the {what} of {begins} is {kept} minor units, but its legs sum to {summed}"
            )

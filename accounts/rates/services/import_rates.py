"""Take in a file of reference rates: what is new is added, what differs is reported, nothing is overwritten."""

from __future__ import annotations

import gzip
import hashlib
import io
import zipfile
import zlib

from django.db import connection, transaction

from accounts.models import User
from accounts.rates.domain.ecb_files import BadFile, RatesFile, read_rates
from accounts.rates.errors import FileRefused
from accounts.rates.events import RatesImported
from accounts.rates.models import RateImport
from accounts.trail.api import record
from fidus.lib import clock

ECB = "ECB"
# The whole history is two megabytes.
LARGEST = 64 * 1024 * 1024

_STAGE = """
    create temporary table incoming_rate (currency text, "on" date, value numeric(20, 10)) on commit drop
"""
_COMPARED = """
    select count(*) filter (where held.id is null), count(*) filter (where held.value <> incoming.value)
    from incoming_rate incoming left join rates_eurorate held
        on held.currency = incoming.currency and held.on = incoming.on and held.superseded_at is null
"""
_REPORT = """
    insert into rates_contradiction (rate_import_id, currency, "on", held, given, state, brought_by_id, reason)
    select %s, held.currency, held.on, held.value, incoming.value, 'open', %s, ''
    from incoming_rate incoming join rates_eurorate held
        on held.currency = incoming.currency and held.on = incoming.on and held.superseded_at is null
    where held.value <> incoming.value
    on conflict do nothing
"""
_ADD = """
    insert into rates_eurorate (currency, "on", value, taken_from_id)
    select currency, "on", value, %s from incoming_rate
    on conflict (currency, "on") where superseded_at is null do nothing
"""
# One import at a time: what one compares against, another must not be adding.
_ONE_AT_A_TIME = "select pg_advisory_xact_lock(hashtext('rates.import_rates'))"


def import_rates(*, content: bytes, name: str, by: User | None, source: str = ECB) -> RateImport:
    """The import; the same file again adds nothing. Raises FileRefused, and then nothing was taken."""
    file = parse(content)
    today = clock.today()
    if any(day.on > today for day in file.days):
        raise FileRefused("The file has rates of days to come.")
    return take_in(file, content=content, name=name, by=by, source=source)


def parse(content: bytes) -> RatesFile:
    """What the file says; raises FileRefused."""
    try:
        return read_rates(_unpacked(content).decode("utf-8"))
    except BadFile as error:
        raise FileRefused(str(error)) from error
    except UnicodeDecodeError as error:
        raise FileRefused("The file is no text.") from error


def _unpacked(content: bytes) -> bytes:
    """The file inside a zip or gzip, as the bank offers them, or the content itself."""
    try:
        if content.startswith(b"\x1f\x8b"):
            with gzip.open(io.BytesIO(content)) as packed:
                plain = packed.read(LARGEST + 1)
        elif content.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                names = archive.namelist()
                if len(names) != 1:
                    raise FileRefused("The archive holds more than one file.")
                with archive.open(names[0]) as member:
                    plain = member.read(LARGEST + 1)
        else:
            plain = content
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise FileRefused("The packed file is damaged.") from error
    if len(plain) > LARGEST:
        raise FileRefused("The file is far larger than any file of rates.")
    return plain


@transaction.atomic
def take_in(file: RatesFile, *, content: bytes, name: str, by: User | None, source: str) -> RateImport:
    """Set by set, through a temporary table."""
    with connection.cursor() as cursor:
        cursor.execute(_ONE_AT_A_TIME)
        cursor.execute("drop table if exists incoming_rate")
        cursor.execute(_STAGE)
        rows = 0
        with cursor.copy('copy incoming_rate (currency, "on", value) from stdin') as copy:
            for day in file.days:
                on = day.on.isoformat()
                rows += len(day.rates)
                copy.write("".join(f"{currency}\t{on}\t{value}\n" for currency, value in day.rates))
        cursor.execute(_COMPARED)
        added, contradicting = cursor.fetchone()
        first_on, last_on = min(day.on for day in file.days), max(day.on for day in file.days)
        taken = RateImport.objects.create(
            name=name[-255:],
            source=source,
            layout=file.layout.value,
            sha256=hashlib.sha256(content).hexdigest(),
            size=len(content),
            brought_by=by,
            brought_at=clock.now(),
            first_on=first_on,
            last_on=last_on,
            days=len(file.days),
            rates_in_file=rows,
            rates_added=added,
            contradicting=contradicting,
        )
        if contradicting:
            cursor.execute(_REPORT, [taken.pk, by.pk if by else None])
        if added:
            cursor.execute(_ADD, [taken.pk])
    event = RatesImported(
        f"rates:{taken.pk}", None, taken.name, taken.sha256, source, first_on, last_on, added, contradicting
    )
    record(event, by=by)
    return taken

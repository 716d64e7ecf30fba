"""Seal events into the chain of hashes, in the order of their commits, shortly after they are committed.

The order of ids is not the order of commits, so "everything above the last sealed id" would pass over an event whose
transaction took longer. Transactions below the snapshot's xmin have all ended: what they wrote is all there is of them.
"""

import logging

from django.db import connection, transaction

from accounts.trail.models import Seal, StoredEvent
from fidus.lib.hashchain import GENESIS, link

log = logging.getLogger(__name__)

_ONE_SEALER = 7_215_001  # key of the advisory lock: two sealers would write the same link
# A restored dump brings transaction numbers of another server: those are complete, and come first.
_THIS_CLUSTER = "select system_identifier from pg_control_system()"
_NEXT = """
    select e.id from trail_event e
    where (e.cluster <> %(cluster)s or e.xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint)
      and (not %(caught_up)s or (e.cluster, e.xid) >= (%(cluster)s, %(xid)s) and e.cluster = %(cluster)s)
      and not exists (select from trail_seal s where s.event = e.id)
    order by e.cluster = %(cluster)s, e.xid, e.id
    limit %(limit)s
"""


def seal(limit: int = 5000) -> int:
    """Seal committed, unsealed events, at most `limit`; how many it were (0 while another sealer is at work)."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [_ONE_SEALER])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(_THIS_CLUSTER)
        cluster = cursor.fetchone()[0]
        last = Seal.objects.order_by("-number").first()
        newest = StoredEvent.objects.filter(pk=last.event).first() if last else None
        caught_up = newest is not None and newest.cluster == cluster
        xid = newest.xid if newest is not None and caught_up else 0
        cursor.execute(_NEXT, {"cluster": cluster, "caught_up": caught_up, "xid": xid, "limit": limit})
        wanted = [row[0] for row in cursor.fetchall()]
        events = StoredEvent.objects.in_bulk(wanted)
        newest_number, newest_hash = (last.number, bytes(last.hash)) if last else (0, GENESIS)
        seals = []
        for number, key in enumerate(wanted, newest_number + 1):
            newest_hash = link(newest_hash, events[key].as_recorded().content())
            seals.append(Seal(number=number, event=key, hash=newest_hash))
        Seal.objects.bulk_create(seals)
        if seals:
            # In a log that is kept elsewhere, this shows a chain that was written anew as a whole.
            log.info("trail sealed up to %s, head %s", seals[-1].number, newest_hash.hex())
        return len(seals)

import json
from collections.abc import Sequence

from fidus.lib.prepared import prepared_cursor
from trading.decision.models import Decision

_FIELDS = "signal_id, account_id, allocation_id, outcome, rule, words, told, verdicts, decided_at, took_ms"
_WRITE = f"""
insert into decision_decision ({_FIELDS})
select {_FIELDS} from jsonb_to_recordset(%s::jsonb) as t(
    signal_id bigint, account_id bigint, allocation_id bigint, outcome text, rule text, words text, told text,
    verdicts jsonb, decided_at timestamptz, took_ms numeric)
returning id, signal_id, account_id
"""  # noqa: S608 - made of the names above alone


def write_decisions(rows: Sequence[Decision]) -> None:
    """New rows, which get their keys, in the caller's transaction. All as one text: verdicts are long, and writing them
    one by one as parameters takes longer than deciding."""
    names = _FIELDS.split(", ")
    told = json.dumps([{name: getattr(row, name) for name in names} for row in rows], default=str)
    with prepared_cursor() as cursor:
        cursor.execute(_WRITE, [told])
        keys = {(signal, account): pk for pk, signal, account in cursor.fetchall()}
    for row in rows:
        row.pk = keys[row.signal_id, row.account_id]
        row._state.adding = False

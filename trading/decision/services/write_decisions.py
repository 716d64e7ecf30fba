import json
from collections.abc import Sequence
from typing import Any

from fidus.lib.prepared import Question
from trading.decision.models import Decision

_FIELDS = "signal_id, account_id, allocation_id, outcome, rule, words, told, verdicts, decided_at, took_ms"
_WRITE = f"""
insert into decision_decision ({_FIELDS})
select {_FIELDS} from jsonb_to_recordset(%s::jsonb) as t(
    signal_id bigint, account_id bigint, allocation_id bigint, outcome text, rule text, words text, told text,
    verdicts jsonb, decided_at timestamptz, took_ms numeric)
returning id, signal_id, account_id
"""  # noqa: S608 - made of the names above alone


def writing(rows: Sequence[Decision]) -> Question:
    """New rows, in the caller's transaction, whose keys are told to `give_keys`. All as one text: verdicts are long,
    and writing them one by one as parameters takes longer than deciding."""
    names = _FIELDS.split(", ")
    return _WRITE, [json.dumps([{name: getattr(row, name) for name in names} for row in rows], default=str)]


def give_keys(rows: Sequence[Decision], told: Sequence[tuple[Any, ...]]) -> None:
    keys = {(signal, account): pk for pk, signal, account in told}
    for row in rows:
        row.pk = keys[row.signal_id, row.account_id]
        row._state.adding = False

from collections.abc import Collection

from fidus.lib import clock
from fidus.lib.prepared import Question, prepared_cursor
from trading.signals.domain.signal_states import TABLE, SignalState

# Locked in one order, however the rows are found.
_MOVE = """
with waiting as (
    select id from signals_signal where id = any(%s) and state = %s order by id for no key update
)
update signals_signal s set state = %s, moved_at = %s from waiting w where s.id = w.id returning s.id
"""


def move_signals(pks: Collection[int], action: str) -> list[int]:
    """Those that went the step "decide" or "expire" just now, each once; in the caller's transaction. One query."""
    with prepared_cursor() as cursor:
        cursor.execute(*moving(pks, action))
        return sorted(pk for (pk,) in cursor.fetchall())


def moving(pks: Collection[int], action: str) -> Question:
    """The same as a question, to be asked together with others."""
    old = SignalState.RECEIVED
    return _MOVE, [list(pks), old.value, TABLE[old, action].value, clock.now()]

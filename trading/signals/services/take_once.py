"""A signal is taken once, whatever its messages look like (docs/adr/0046-the-same-signal-once.md)."""

from datetime import datetime
from functools import cache

from fidus.lib.prepared import ask_together
from fidus.lib.rows_as_models import columns_of, instance_of
from trading.signals.domain.sameness import WINDOW, Seen, Verdict, compare, content_of, fingerprint
from trading.signals.domain.standard import StandardSignal
from trading.signals.domain.times import check_times, good_until
from trading.signals.domain.written import BadSignal
from trading.signals.models import Leg, Signal, Strategy
from trading.signals.services.new_signal import new_legs, new_signal

_LOCK = "select pg_advisory_xact_lock(hashtextextended(%s, 0))"
# All of one content are the same to a signal without an id.
_ENOUGH = 5
_OF_CONTENT = f"""
select {columns_of(Signal, "s")} from signals_signal s
 where s.strategy_id = %(strategy)s and s.content = %(content)s
"""  # noqa: S608 - made of names of columns
_OF_ID = f"""
select {columns_of(Signal, "s")} from signals_signal s where s.strategy_id = %(strategy)s and s.signal_id = %(id)s
"""  # noqa: S608 - made of names of columns


@cache  # of these two alone
def _candidates_of(named: bool, of_a_bar: bool) -> str:
    """What is compared is written out for each kind, so that an index finds it, however often a content was sent."""
    # Two ids of their developer's are two signals, whatever they say.
    moments = ["s.bar_at = %(bar)s", "s.bar_at is null and s.received_at > %(since)s"]
    others = [
        f"{_OF_CONTENT} and {moment}{' and not s.named' if named else ''} limit {_ENOUGH}"
        for moment in (moments if of_a_bar else ["s.received_at > %(since)s"])
    ]
    return " union all ".join(f"({question})" for question in (_OF_ID, *others))


def take_once(
    strategy: Strategy, read: StandardSignal, *, now: datetime, waits_since: datetime
) -> tuple[Signal, list[Signal | Leg]]:
    """The signal, and what the caller has to insert, in the same transaction, where it is new; raises BadSignal.

    One strategy's same content is looked at by one at a time. A signal is good for so long from `waits_since` on.
    """
    content = content_of(read)
    named = bool(read.signal_id)
    new = Seen(
        signal_id=read.signal_id or fingerprint(strategy.pk, content, bar_at=read.bar_at, received_at=now),
        named=named,
        content=content,
        bar_at=read.bar_at,
        received_at=now,
    )
    for old in _candidates(strategy, new):
        match compare(new, _seen(old)):
            case Verdict.SAME:
                return old, []
            case Verdict.CONFLICT:
                raise BadSignal(
                    f"The id {new.signal_id} was used before, for another signal; a new signal needs a new id.",
                    "/signal_id",
                )
    check_times(read, now)
    valid_until = good_until(read, now=now, waits_since=waits_since, seconds=strategy.valid_for)
    signal = new_signal(strategy, read, new, valid_until)
    return signal, [signal, *new_legs(signal, read)]


def _candidates(strategy: Strategy, new: Seen) -> list[Signal]:
    """What `compare` may find the same or in conflict, and no more: a content may be sent a hundred times a second.

    Until the transaction ends nobody else looks for the same content.
    """
    given = {"strategy": strategy.pk, "id": new.signal_id, "content": new.content, "since": new.received_at - WINDOW}
    if new.bar_at is not None:
        given["bar"] = new.bar_at
    candidates = _candidates_of(new.named, new.bar_at is not None), given
    _, rows = ask_together((_LOCK, [f"signal|{strategy.pk}|{new.content}"]), candidates)
    found = {row[0]: row for row in rows}
    return [instance_of(Signal, found[pk]) for pk in sorted(found)]


def _seen(old: Signal) -> Seen:
    return Seen(old.signal_id, old.named, old.content, old.bar_at, old.received_at)

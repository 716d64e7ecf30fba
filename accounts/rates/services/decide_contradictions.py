"""Decide which rate holds where a file differs from what is held."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection, transaction

from accounts.models import User
from accounts.rates.domain.contradiction_states import ContradictionAction, ContradictionState, after
from accounts.rates.errors import IllegalState, RatesError, SecondPersonNeeded
from accounts.rates.events import ContradictionsDismissed, RatesCorrected
from accounts.rates.models import Contradiction, RateImport
from accounts.trail.api import record
from fidus.lib import clock

_TOLD = 20
_ONE_AT_A_TIME = "select pg_advisory_xact_lock(hashtext('rates.import_rates'))"
_PUT_ASIDE = """
    update rates_eurorate r set superseded_at = %s
    from rates_contradiction c
    where c.id = any(%s) and r.currency = c.currency and r.on = c.on and r.superseded_at is null and r.value = c.held
"""
_TAKE = """
    insert into rates_eurorate (currency, "on", value, taken_from_id)
    select currency, "on", given, rate_import_id from rates_contradiction where id = any(%s)
"""


@transaction.atomic
def decide_contradictions(
    *, rate_import: RateImport, only: Iterable[int] | None = None, action: ContradictionAction, reason: str, by: User
) -> int:
    """How many of a file's open ones (all, or those of `only`) were decided; the replaced rates stay, put aside.

    Raises SecondPersonNeeded for whoever brought the file, IllegalState if none is open or a rate has changed since.
    """
    if rate_import.brought_by_id == by.pk:
        raise SecondPersonNeeded("You brought this file; a second person decides what of it holds.")
    reason = reason.strip()
    if not reason:
        raise RatesError("Say why: it stands beside the rate for good.")
    with connection.cursor() as cursor:
        cursor.execute(_ONE_AT_A_TIME)
        asked = Contradiction.objects.filter(rate_import=rate_import, state=ContradictionState.OPEN.value)
        if only is not None:
            asked = asked.filter(pk__in=list(only))
        rows = list(asked.select_for_update())
        if not rows:
            raise IllegalState("Nothing of this file waits for a decision any more.")
        keys = [row.pk for row in rows]
        if action is ContradictionAction.TAKE:
            cursor.execute(_PUT_ASIDE, [clock.now(), keys])
            if cursor.rowcount != len(keys):
                raise IllegalState("A rate has been corrected since the file was brought. Bring the file again.")
            cursor.execute(_TAKE, [keys])
    Contradiction.objects.filter(pk__in=keys).update(
        state=after(ContradictionState.OPEN, action), decided_by=by, decided_at=clock.now(), reason=reason
    )
    told = [f"{row.currency} {row.on}: {row.held:f}, {row.given:f} in the file" for row in rows[:_TOLD]]
    happened = RatesCorrected if action is ContradictionAction.TAKE else ContradictionsDismissed
    record(happened(f"rates:{rate_import.pk}", None, rate_import.name, len(rows), told, reason), by=by)
    return len(rows)

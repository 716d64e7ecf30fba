"""Compare what we hold with what brokers tell, and keep the differences."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from time import monotonic

from django.db import connection, transaction
from django.db.models import Max

from accounts.models import User
from fidus.lib import clock
from trading.models import Deal
from trading.reconciliation.domain.acceptance_states import LIVE
from trading.reconciliation.domain.break_states import BreakAction, BreakState
from trading.reconciliation.domain.comparing import Accepted, first_state, what_happens
from trading.reconciliation.models import Acceptance, Break, Comparison
from trading.reconciliation.registry import our_holdings, our_orders
from trading.reconciliation.selectors.comparison import Found, compare, counted_through
from trading.reconciliation.services.count_deals_anew import count_deals_anew
from trading.reconciliation.services.move_break import (
    FIGURES,
    clear_break,
    confirm_break,
    open_break,
    reopen_break,
    see_break,
)

# One comparison at a time: two would find the same break twice.
_ONE_AT_A_TIME = "select pg_try_advisory_xact_lock(hashtext('reconciliation.reconcile'))"


@dataclass(slots=True)
class Counted:
    opened: int = 0
    cleared: int = 0
    seen: list[Break] = field(default_factory=list)  # that stand as they stood


@transaction.atomic
def reconcile(
    *, accounts: Iterable[int] | None = None, whole: bool = False, by: User | None = None
) -> Comparison | None:
    """Of all accounts, or of `accounts`; None where a comparison is running already.

    `whole` counts every deal anew, and what it finds is what later ones add to.
    """
    began = monotonic()
    if not is_alone():
        return None
    wanted = None if accounts is None else sorted(accounts)
    known, live = _known(wanted)
    counted = 0 if whole else counted_through()
    newest = Deal.objects.aggregate(newest=Max("pk"))["newest"] or 0
    told = compare(
        accounts=wanted, our_orders=our_orders(wanted), our_holdings=our_holdings(wanted), counted_through=counted
    )
    tally = Counted()
    for found in told.found:
        one = found.compared
        broken = known.get((one.account, one.kind.value, one.subject))
        _settle(broken, found, live.get(broken.pk) if broken else None, tally, by)
    _keep_figures(tally.seen)
    if whole:
        count_deals_anew()
    return Comparison.objects.create(
        at=clock.now(),
        whole=whole,
        accounts=told.accounts,
        differing=sum(not found.compared.agrees for found in told.found),
        opened=tally.opened,
        cleared=tally.cleared,
        newest_deal=newest,
        milliseconds=int((monotonic() - began) * 1000),
    )


def is_alone() -> bool:
    """Whether nobody else opens breaks now, and so until the end of this transaction."""
    with connection.cursor() as cursor:
        cursor.execute(_ONE_AT_A_TIME)
        return bool(cursor.fetchone() == (True,))


def _known(accounts: list[int] | None) -> tuple[dict[tuple[int, str, str], Break], dict[int, Acceptance]]:
    """Live breaks, and by their numbers what was proposed or accepted of them.

    Their rows are locked in the order of their numbers before both sides are read: who decides on one waits.
    """
    rows = Break.objects.exclude(state=BreakState.CLEARED.value).order_by("pk").select_for_update(of=("self",))
    if accounts is not None:
        rows = rows.filter(account__in=accounts)
    known = {(one.account_id, one.kind, one.subject): one for one in rows.select_related("account")}
    live = Acceptance.objects.filter(of_break__in=[one.pk for one in known.values()], state__in=LIVE)
    return known, {one.of_break_id: one for one in live}


_KEEP = """
update reconciliation_break b set ours = n.ours, theirs = n.theirs, reason = n.reason, seen_at = n.seen_at
  from unnest(%s::bigint[], %s::numeric[], %s::numeric[], %s::text[], %s::timestamptz[])
       as n(id, ours, theirs, reason, seen_at)
 where b.id = n.id
"""


def _keep_figures(seen: list[Break]) -> None:
    """Of breaks that stand as they stood, whose rows are locked."""
    columns = [[getattr(one, name) for one in seen] for name in ("pk", *FIGURES)]
    if seen:
        with connection.cursor() as cursor:
            cursor.execute(_KEEP, columns)


def _settle(broken: Break | None, found: Found, acceptance: Acceptance | None, tally: Counted, by: User | None) -> None:
    if broken is None:
        if not found.compared.agrees:
            state = first_state(found.compared)
            open_break(found, state=state, by=by)
            tally.opened += state is BreakState.OPEN
        return
    accepted = None
    if acceptance is not None and acceptance.state == Acceptance.State.ACCEPTED.value:
        accepted = Accepted(acceptance.difference, acceptance.band)
    match what_happens(BreakState(broken.state), broken.since, accepted, found.compared):
        case BreakAction.AGREE:
            tally.cleared += broken.state != BreakState.SUSPECTED.value
            clear_break(broken, found, acceptance, by=by)
        case BreakAction.CONFIRM:
            confirm_break(broken, found, by=by)
            tally.opened += 1
        case BreakAction.OUTGROW:
            assert acceptance is not None
            reopen_break(broken, found, acceptance, by=by)
            tally.opened += 1
        case _:
            tally.seen.append(see_break(broken, found, acceptance))

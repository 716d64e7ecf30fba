"""The guarded steps from a state of a break to the next, each with its event; who calls holds the break's row."""

from __future__ import annotations

from datetime import UTC

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from trading.models import BrokerAccount
from trading.reconciliation.domain.acceptance_states import AcceptanceAction
from trading.reconciliation.domain.break_states import BreakAction, BreakState, IllegalBreakAction, after
from trading.reconciliation.domain.comparing import Accepted
from trading.reconciliation.domain.reasons import reason_of
from trading.reconciliation.errors import IllegalState
from trading.reconciliation.events import BreakCleared, BreakOpened, BreakReopened
from trading.reconciliation.models import Acceptance, Break
from trading.reconciliation.selectors.comparison import Found
from trading.reconciliation.services.move_acceptance import move_acceptance


def move_break(broken: Break, action: BreakAction, **changes: object) -> Break:
    """Move the row and `broken` itself, with `changes`; raises IllegalState, also when somebody was quicker."""
    old = BreakState(broken.state)
    try:
        changes["state"] = after(old, action).value
    except IllegalBreakAction as error:
        raise IllegalState(f"{broken}: {error}.") from error
    if Break.objects.filter(pk=broken.pk, state=old.value).update(**changes) != 1:
        raise IllegalState(f"{broken} is no longer {old}; it has just changed.")
    for name, value in changes.items():
        setattr(broken, name, value)
    return broken


def open_break(found: Found, *, state: BreakState, by: User | None, remark: str = "") -> Break:
    one = found.compared
    broken = Break.objects.create(
        account=BrokerAccount.objects.get(pk=one.account),
        kind=one.kind.value,
        subject=one.subject,
        state=state.value,
        since=one.seen_at,
        remark=remark,
        opened_at=clock.now() if state is BreakState.OPEN else None,
        **_figures(found),
    )
    if state is BreakState.OPEN:
        _tell_opened(broken, by)
    return broken


def confirm_break(broken: Break, found: Found, *, by: User | None, remark: str = "") -> Break:
    """A suspicion that a later sighting bears out."""
    move_break(broken, BreakAction.CONFIRM, opened_at=clock.now(), remark=remark, **_figures(found))
    _tell_opened(broken, by)
    return broken


def see_break(broken: Break, found: Found, acceptance: Acceptance | None) -> Break:
    """It still stands; a proposal of a difference that it no longer has falls away. The caller saves its figures."""
    for name, value in _figures(found).items():
        setattr(broken, name, value)
    is_proposed = acceptance is not None and acceptance.state == Acceptance.State.PROPOSED.value
    if is_proposed and not Accepted(acceptance.difference, acceptance.band).covers(broken.difference):
        move_acceptance(acceptance, AcceptanceAction.LAPSE, ended_at=clock.now())
    return broken


def reopen_break(broken: Break, found: Found, standing: Acceptance, *, by: User | None) -> Break:
    """The difference has outgrown what was accepted."""
    move_acceptance(standing, AcceptanceAction.END, ended_at=clock.now())
    move_break(broken, BreakAction.OUTGROW, **_figures(found))
    told = BreakReopened(broken.name, None, str(broken.account), broken.thing, standing.difference, broken.difference)
    record(told, by=by)
    return broken


def clear_break(broken: Break, found: Found, live: Acceptance | None, *, by: User | None) -> Break:
    """Both sides agree; the figures in which they differed last stay, beside the proof."""
    was_suspicion = broken.state == BreakState.SUSPECTED.value
    if live is not None:
        is_accepted = live.state == Acceptance.State.ACCEPTED.value
        move_acceptance(live, AcceptanceAction.END if is_accepted else AcceptanceAction.LAPSE, ended_at=clock.now())
    agreed_at = found.compared.seen_at
    move_break(broken, BreakAction.AGREE, agreed_at=agreed_at, agreed_figure=found.compared.theirs, seen_at=agreed_at)
    if not was_suspicion:
        at = agreed_at.astimezone(UTC).isoformat(timespec="seconds")
        record(BreakCleared(broken.name, None, str(broken.account), broken.thing, broken.agreed_figure, at), by=by)
    return broken


FIGURES = ("ours", "theirs", "reason", "seen_at")


def _figures(found: Found) -> dict[str, object]:
    one = found.compared
    reason = reason_of(one, found.known)
    return {"ours": one.ours, "theirs": one.theirs, "reason": reason, "seen_at": one.seen_at}


def _tell_opened(broken: Break, by: User | None) -> None:
    why = f"{broken.reason} {broken.remark}".strip()
    told = BreakOpened(broken.name, None, str(broken.account), broken.thing, broken.ours, broken.theirs, why)
    record(told, by=by)

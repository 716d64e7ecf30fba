"""The one guarded step of an allocation or a limit from a state to the next."""

from accounts.models import User
from fidus.lib import clock
from trading.decision.domain.terms_states import TABLE
from trading.decision.errors import NotAllowed, SecondPersonNeeded, WrongState
from trading.decision.models import Allocation, Limit


def move_terms(row: Allocation | Limit, action: str, **changes: object) -> None:
    """The row and its table's, with `changes`; raises WrongState, also where somebody was quicker."""
    old = row.state
    new = TABLE.get((old, action))
    if new is None:
        raise WrongState(f"This is {old}; that cannot be done now.")
    if type(row).objects.filter(pk=row.pk, state=old).update(state=new, **changes) != 1:
        raise WrongState(f"This is no longer {old}; somebody else has just changed it.")
    row.state = new
    for name, value in changes.items():
        setattr(row, name, value)


def decided_by(row: Allocation | Limit, by: User, reason: str = "") -> dict[str, object]:
    """What deciding writes; raises SecondPersonNeeded for whoever proposed it."""
    if row.proposed_by_id == by.pk:
        raise SecondPersonNeeded("You proposed this; a second person decides.")
    return {"decided_by": by, "decided_at": clock.now(), "decision": reason.strip()}


def said(reason: str) -> str:
    """A reason, which everything here needs; raises NotAllowed without one."""
    if not reason.strip():
        raise NotAllowed("Say why.")
    return reason.strip()

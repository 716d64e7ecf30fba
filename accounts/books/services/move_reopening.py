"""The one guarded step from a state of a request to the next."""

from accounts.books.domain.reopening_states import IllegalReopeningAction, ReopeningAction, ReopeningState, after
from accounts.books.errors import NotNow
from accounts.books.models import Reopening


def locked(reopening: Reopening) -> Reopening:
    """The request as it stands, nobody else's until the end of the transaction; raises NotNow once it is decided."""
    found = Reopening.objects.select_for_update(of=("self",)).select_related("asked_by").get(pk=reopening.pk)
    if found.state != ReopeningState.ASKED:
        raise NotNow(f"The request to open {found} again is {found.state} already.")
    return found


def move_reopening(reopening: Reopening, action: ReopeningAction, **changes: object) -> Reopening:
    """Move the row and `reopening` itself; raises NotNow, also when somebody else was quicker."""
    old = ReopeningState(reopening.state)
    try:
        changes["state"] = after(old, action)
    except IllegalReopeningAction as error:
        raise NotNow(f"{reopening}: {error}.") from error
    if Reopening.objects.filter(pk=reopening.pk, state=old).update(**changes) != 1:
        raise NotNow(f"The request to open {reopening} again is no longer {old}; somebody else has just changed it.")
    for name, value in changes.items():
        setattr(reopening, name, value)
    return reopening

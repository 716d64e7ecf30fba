"""Move a login from one state to the next, and end everything by which the person was inside."""

from accounts.domain.user_states import ACTIVE, TABLE
from accounts.errors import NotForYourself, WrongState
from accounts.models import User
from accounts.services.end_access import end_access
from fidus.lib import clock


def move_user(user: User, action: str, *, by: User | None) -> User:
    """The user in their new state, inside the caller's transaction; raises NotForYourself or WrongState."""
    if by is not None and by.pk == user.pk:
        raise NotForYourself("Ask a colleague: nobody changes the state of their own login.")
    user.refresh_from_db()
    new = TABLE.get((user.state, action))
    if new is None:
        raise WrongState(f"{user.email} is {user.state}; that cannot be done now.")
    changed = User.objects.filter(pk=user.pk, state=user.state).update(
        state=new,
        state_since=clock.now(),
        is_active=new == ACTIVE,
    )
    if changed != 1:
        raise WrongState(f"{user.email} was changed by somebody else a moment ago.")
    end_access(user)
    user.refresh_from_db()
    return user

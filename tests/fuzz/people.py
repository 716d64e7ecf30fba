"""Who calls: one person of each role with a token for everything, and nobody."""

from accounts.domain.roles import CLIENT, GUEST, ROLES
from accounts.gateway.domain.scopes import explained
from accounts.gateway.tests.callers import a_token
from accounts.models import Client, User
from accounts.tests.people import member, staff

NOBODY = "nobody"
PLAYED = (*(role for role in ROLES if role != GUEST), NOBODY)


def headers_of(role: str, client: Client) -> dict[str, str]:
    """What somebody in `role` sends to be known; the client's login is one of `client`."""
    return {} if role == NOBODY else bearer(_somebody(role, client))


def bearer(user: User) -> dict[str, str]:
    return {"Authorization": f"Bearer {a_token(user, ' '.join(explained()))}"}


def _somebody(role: str, client: Client) -> User:
    email = f"{role.replace('_', '.')}@example.test"
    return member(client, email) if role == CLIENT else staff(role, email)

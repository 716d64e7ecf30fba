"""What accounts refuses, and what a person can do about it."""

from fidus.lib.refusal import Refusal


class AccountsError(Refusal):
    """Base of the errors of accounts; its text is meant for the person who asked."""


class UnknownRole(AccountsError):
    """No such role, or a role that does not fit (clients and staff are kept apart)."""


class AlreadyAUser(AccountsError):
    """There is a login for this address already."""


class InvitationNotGood(AccountsError):
    """The invitation is unknown, used, expired or taken back; `why` is one of those words."""

    def __init__(self, why: str, text: str) -> None:
        super().__init__(text)
        self.why = why


class WrongState(AccountsError):
    """What was asked is not possible in the state the thing is in by now."""


class NotForYourself(AccountsError):
    """Nobody suspends themselves or gives themselves roles."""

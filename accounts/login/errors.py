"""What the way in refuses, and what a person can do about it."""

from accounts.errors import AccountsError


class LoginError(AccountsError):
    """Base of the errors of the way in."""


class TooManyTries(LoginError):
    """So many tries in so short a time; `seconds` until the next is listened to."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        minutes = -(-seconds // 60)
        wait = "a minute" if minutes <= 1 else f"{minutes} minutes"
        super().__init__(f"Too many tries. Wait {wait}, then try again. A browser you have used before is not held up.")


class LastFactor(LoginError):
    """Staff keep at least one second factor."""


class NothingToTakeAway(LoginError):
    """The person has no second factor."""


class AddressNotFree(LoginError):
    """The address belongs to another login."""


class LinkNotGood(LoginError):
    """The link in the letter is too old, was used, or was never sent by us."""

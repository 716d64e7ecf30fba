"""Whether a person still stands as they did when they lent a program something."""

from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.models import User


def standing_of(user: User) -> str:
    """Changes with the password, and whenever all sessions are ended; 64 hexadecimal digits.

    Like a session's own fingerprint: whatever carries an old one is over, by whatever door the change was made.
    """
    return salted_hmac("accounts.gateway.standing", user.get_session_auth_hash(), algorithm="sha256").hexdigest()


def still_stands(user: User, standing: str) -> bool:
    """Whether `user` may be acted for by what was given out at `standing`."""
    return user.is_active and constant_time_compare(standing_of(user), standing)

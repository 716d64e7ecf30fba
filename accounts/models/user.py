"""People who log in, by e-mail address."""

from typing import ClassVar

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac

from accounts.domain import user_states


class UserState(models.TextChoices):
    ACTIVE = user_states.ACTIVE, "Active"
    SUSPENDED = user_states.SUSPENDED, "Suspended"
    LEFT = user_states.LEFT, "Left"


class UserManager(BaseUserManager["User"]):
    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        if not email:
            raise ValueError("a user needs an e-mail address")
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractUser):
    """One person with one login; staff have roles (groups), clients have memberships."""

    State = UserState

    username = None
    email = models.EmailField("e-mail address", unique=True)
    state = models.CharField(max_length=10, choices=UserState, default=UserState.ACTIVE)
    state_since = models.DateTimeField(null=True, blank=True)
    # Part of every session's fingerprint: raising it ends all sessions for good, wherever they are stored.
    session_round = models.PositiveIntegerField(default=0, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager()

    class Meta:
        default_permissions = ("view",)
        permissions = [
            ("suspend_user", "Can suspend and reactivate logins, and end them for good"),
            ("change_roles", "Can give roles to people and take them away"),
        ]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_user_per_email_address"),
            models.CheckConstraint(condition=models.Q(state__in=user_states.STATES), name="user_state_is_known"),
            # Django asks is_active at every request and every login; it may never say other than the state.
            models.CheckConstraint(
                condition=models.Q(state=user_states.ACTIVE, is_active=True)
                | (~models.Q(state=user_states.ACTIVE) & models.Q(is_active=False)),
                name="user_is_active_as_the_state_says",
            ),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Django's fingerprint of a session (asked for with retired secrets, too), with the session round in it."""
        salt = "accounts.models.user.session"
        return salted_hmac(salt, f"{self.session_round}:{self.password}", secret=secret, algorithm="sha256").hexdigest()

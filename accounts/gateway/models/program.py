"""Programs that may ask for tokens (OAuth clients), as the office registered them."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.gateway.domain import program_states


class ProgramState(models.TextChoices):
    ACTIVE = program_states.ACTIVE, "Active"
    DISABLED = program_states.DISABLED, "Disabled"


class Program(models.Model):
    """What we know of a program beyond what django-oauth-toolkit keeps in `application`.

    `application.user` owns it: with client credentials the program acts as that person.
    """

    State = ProgramState

    application = models.OneToOneField("oauth2_provider.Application", on_delete=models.PROTECT, related_name="program")
    purpose = models.CharField(max_length=300)
    scopes = ArrayField(models.CharField(max_length=60), help_text="The most that it may be lent.")
    state = models.CharField(max_length=10, choices=ProgramState, default=ProgramState.ACTIVE)
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    registered_at = models.DateTimeField()
    secret_changed_at = models.DateTimeField(null=True, blank=True)
    last_token_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["application__name", "pk"]
        default_permissions = ("view",)
        permissions = [("register_program", "Can register programs, change their secrets, disable them, end tokens")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=program_states.STATES), name="program_state_is_known"),
        ]

    def __str__(self) -> str:
        return self.application.name

    @property
    def acts_as_its_owner(self) -> bool:
        """Whether it needs nobody's consent, since it acts as its owner (client credentials)."""
        return self.application.authorization_grant_type == self.application.GRANT_CLIENT_CREDENTIALS

    @property
    def has_secret(self) -> bool:
        """Whether it can keep one: programs on people's own devices cannot."""
        return self.application.client_type == self.application.CLIENT_CONFIDENTIAL

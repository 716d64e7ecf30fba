"""A letter that lets one person make a login, once."""

from django.conf import settings
from django.db import models

from accounts.domain import invitation_states


class InvitationState(models.TextChoices):
    OPEN = invitation_states.OPEN, "Open"
    ACCEPTED = invitation_states.ACCEPTED, "Accepted"
    REVOKED = invitation_states.REVOKED, "Revoked"


class Invitation(models.Model):
    """For a client (the new login becomes its member) or into a role of the firm; the token is kept as its hash."""

    State = InvitationState

    email = models.EmailField("e-mail address")
    client = models.ForeignKey("accounts.Client", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=40)
    # What the token in the letter is made from, together with the server's secret.
    nonce = models.CharField(max_length=32, editable=False)
    token_hash = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=10, choices=InvitationState, default=InvitationState.OPEN)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-id"]
        default_permissions = ("view",)
        permissions = [
            ("invite_client_user", "Can invite people to a client's portal"),
            ("invite_staff", "Can invite people into any role of the firm"),
            ("revoke_invitation", "Can take an invitation back"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=invitation_states.STATES), name="invitation_state_is_known"
            ),
            models.UniqueConstraint(
                fields=["email", "client", "role"],
                condition=models.Q(state=invitation_states.OPEN),
                nulls_distinct=False,
                name="one_open_invitation_per_address_and_purpose",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} ({self.role})"

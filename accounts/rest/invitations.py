"""Invitations over the API."""

from rest_framework import serializers

from accounts.gateway.rest.fields import Person
from accounts.gateway.rest.records import Order, Record
from accounts.gateway.rest.resource import Records, operation
from accounts.models import Invitation, User
from accounts.rest.users import STAFF_ROLES
from accounts.services.invite_user import invite_user
from accounts.services.revoke_invitation import revoke_invitation


class InvitationRecord(Record):
    """An invitation that was sent; its link opens nothing after `expires_at`."""

    client = serializers.CharField(source="client.number", default=None, allow_null=True)
    invited_by = Person()
    accepted_by = Person()

    class Meta:
        model = Invitation
        fields = (
            "id", "email", "client", "role", "state", "invited_by", "invited_at", "expires_at", "accepted_by",
            "accepted_at",
        )  # fmt: skip


class NewInvitation(Order):
    """A colleague to invite, and into which role."""

    email = serializers.EmailField(max_length=254)
    role = serializers.ChoiceField(STAFF_ROLES)


class Invitations(Records):
    """Letters that let a person make a login, once; clients' people are invited at `clients/NUMBER/invite`."""

    kind = "users"
    permission = "accounts.view_invitation"
    queryset = Invitation.objects.select_related("client", "invited_by", "accepted_by")
    serializer_class = InvitationRecord
    filterset_fields = {
        "state": ["exact"], "role": ["exact"], "email": ["exact"], "client__number": ["exact"], "expires_at": ["lt"],
    }  # fmt: skip

    @operation(permission="accounts.invite_staff", takes=NewInvitation)
    def create(self, *, by: User, email: str, role: str) -> Invitation:
        """Invite a colleague; an older open invitation for the same role is taken back."""
        return invite_user(email=email, role=role, by=by)

    @operation(permission="accounts.revoke_invitation")
    def revoke(self, invitation: Invitation, *, by: User) -> Invitation:
        """Take it back; its link opens nothing any more."""
        return revoke_invitation(invitation, by=by)

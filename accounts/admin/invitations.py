"""Invitations that are out."""

from typing import Any

from django.contrib import admin
from django.utils.safestring import SafeString

from accounts.admin.deeds import Deed, DeedsAdmin
from accounts.domain.invitation_states import OPEN
from accounts.domain.roles import ROLES
from accounts.errors import AccountsError
from accounts.models import Invitation, User
from accounts.services.revoke_invitation import revoke_invitation
from fidus.lib import clock
from fidus.templatetags.parts import badge


def _revoke(invitation: Invitation, data: dict[str, Any], by: User) -> None:
    revoke_invitation(invitation, by=by)


@admin.register(Invitation)
class InvitationAdmin(DeedsAdmin):
    list_display = ["email", "role_name", "client", "standing", "invited_by", "invited_at", "expires_at"]
    list_filter = ["state", "role"]
    list_select_related = ["client", "invited_by"]
    search_fields = ["email", "client__name", "client__number"]
    fields = [*list_display, "accepted_at", "accepted_by"]
    readonly_fields = fields
    refusals = (AccountsError,)
    deeds = (
        Deed(
            "revoke",
            "Take back",
            "The link in the letter will not open anything any more.",
            "The invitation is taken back.",
            "accounts.revoke_invitation",
            _revoke,
            possible=lambda invitation: invitation.state == OPEN,
        ),
    )

    @admin.display(description="role", ordering="role")
    def role_name(self, invitation: Invitation) -> str:
        return ROLES[invitation.role].name if invitation.role in ROLES else invitation.role

    @admin.display(description="state", ordering="state")
    def standing(self, invitation: Invitation) -> SafeString:
        if invitation.state == OPEN and invitation.expires_at <= clock.now():
            return badge("expired", "Expired")
        return badge(invitation.state, invitation.get_state_display())

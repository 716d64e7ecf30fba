"""Logins, their states and roles."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.safestring import SafeString

from accounts.admin.deeds import Deed, DeedsAdmin
from accounts.admin.forms import InviteStaffForm, ReasonForm, RolesForm
from accounts.domain.roles import ROLES
from accounts.domain.user_states import TABLE
from accounts.errors import AccountsError
from accounts.events import of_user
from accounts.models import Invitation, User
from accounts.services.change_roles import change_roles, roles_of
from accounts.services.end_user import end_user
from accounts.services.invite_user import invite_user
from accounts.services.reactivate_user import reactivate_user
from accounts.services.suspend_user import suspend_user
from fidus.templatetags.parts import badge


def _invite(thing: None, data: dict[str, Any], by: User) -> Invitation:
    return invite_user(**data, by=by)


def _suspend(user: User, data: dict[str, Any], by: User) -> None:
    suspend_user(user, reason=data["reason"], by=by)


def _reactivate(user: User, data: dict[str, Any], by: User) -> None:
    reactivate_user(user, reason=data["reason"], by=by)


def _end(user: User, data: dict[str, Any], by: User) -> None:
    end_user(user, reason=data["reason"], by=by)


def _change_roles(user: User, data: dict[str, Any], by: User) -> None:
    change_roles(user, data["roles"], by=by)


def _can(action: str) -> Any:
    return lambda user: (user.state, action) in TABLE


@admin.register(User)
class UserAdmin(DeedsAdmin):
    list_display = ["email", "full_name", "standing", "roles", "last_login"]
    list_filter = ["state", "is_staff", "groups"]
    search_fields = ["email", "first_name", "last_name"]
    ordering = ["email"]
    fields = ["email", "full_name", "standing", "state_since", "roles", "acts_for", "date_joined", "last_login"]
    readonly_fields = fields
    refusals = (AccountsError,)
    deeds = (
        Deed(
            "invite",
            "Invite colleague",
            "We write to this address. The link in the letter is good for seven days; behind it your colleague chooses "
            "a name and a password and stands in the back office in this role.",
            "The invitation is on its way.",
            "accounts.invite_staff",
            _invite,
            InviteStaffForm,
            on_list=True,
        ),
        Deed(
            "suspend",
            "Suspend",
            "Every session of this person ends at once, and nobody can log in with this address until it is "
            "reactivated.",
            "Suspended; all sessions have ended.",
            "accounts.suspend_user",
            _suspend,
            ReasonForm,
            possible=_can("suspend"),
        ),
        Deed(
            "reactivate",
            "Reactivate",
            "This person can log in again with their password. Old sessions stay closed.",
            "Reactivated.",
            "accounts.suspend_user",
            _reactivate,
            ReasonForm,
            possible=_can("reactivate"),
        ),
        Deed(
            "change_roles",
            "Change roles",
            "The new roles count from this person's next click.",
            "Roles changed.",
            "accounts.change_roles",
            _change_roles,
            RolesForm,
            possible=lambda user: user.is_staff,
            initial=lambda user: {"roles": roles_of(user)},
        ),
        Deed(
            "end",
            "Left for good",
            "Every session ends and the login never opens again; what this person did stays on record.",
            "This login is ended.",
            "accounts.suspend_user",
            _end,
            ReasonForm,
            possible=_can("leave"),
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups", "clients")

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        subject = of_user(int(object_id)) if object_id.isdecimal() else ""
        history = f"{reverse('admin:trail_storedevent_changelist')}?subject={subject}"
        context = {"history_url": history, **(extra_context or {})}
        return super().change_view(request, object_id, form_url, context)

    @admin.display(description="name")
    def full_name(self, user: User) -> str:
        return user.get_full_name()

    @admin.display(description="state", ordering="state")
    def standing(self, user: User) -> SafeString:
        return badge(user.state, user.get_state_display())

    @admin.display(description="roles")
    def roles(self, user: User) -> str:
        return ", ".join(ROLES[group.name].name for group in user.groups.all() if group.name in ROLES)

    @admin.display(description="acts for")
    def acts_for(self, user: User) -> str:
        return ", ".join(map(str, user.clients.all()))

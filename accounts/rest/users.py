"""People's logins over the API: their states and roles."""

from typing import Any

from django_filters.rest_framework import CharFilter
from rest_framework import serializers

from accounts.domain.roles import ROLES
from accounts.gateway.rest.fields import Known
from accounts.gateway.rest.filters import Narrowing
from accounts.gateway.rest.records import Order, Record
from accounts.gateway.rest.resource import Records, operation
from accounts.models import User
from accounts.services.change_roles import change_roles
from accounts.services.end_user import end_user
from accounts.services.reactivate_user import reactivate_user
from accounts.services.suspend_user import suspend_user

STAFF_ROLES = [(key, role.name) for key, role in ROLES.items() if role.staff]


class UserRecord(Record):
    """One person with one login."""

    name = serializers.CharField(source="get_full_name")
    staff = serializers.BooleanField(source="is_staff")
    roles = Known(slug_field="name", source="groups", many=True, read_only=True)
    clients = Known(slug_field="number", many=True, read_only=True, help_text="Whom they act for.")

    class Meta:
        model = User
        fields = (
            "id", "email", "name", "staff", "state", "state_since", "roles", "clients", "date_joined", "last_login",
        )  # fmt: skip


class Reason(Order):
    """Why; it stays on the trail."""

    reason = serializers.CharField(max_length=300)


class Roles(Order):
    """Exactly these roles, no others."""

    roles = serializers.ListField(child=serializers.ChoiceField(STAFF_ROLES), max_length=len(STAFF_ROLES))


class UserFilter(Narrowing):
    role = CharFilter(field_name="groups__name")
    client = CharFilter(field_name="clients__number")

    class Meta:
        model = User
        fields = {"state": ["exact"], "is_staff": ["exact"], "email": ["exact", "icontains"]}


class Users(Records):
    """Logins of the staff and of clients' people; nobody changes the state or the roles of their own."""

    kind = "users"
    permission = "accounts.view_user"
    queryset = User.objects.prefetch_related("groups", "clients")
    serializer_class = UserRecord
    filterset_class = UserFilter

    @operation(permission="accounts.suspend_user", takes=Reason)
    def suspend(self, user: User, *, by: User, **given: Any) -> User:
        """Shut a login; every session, key and token of it ends at once."""
        return suspend_user(user, by=by, **given)

    @operation(permission="accounts.suspend_user", takes=Reason)
    def reactivate(self, user: User, *, by: User, **given: Any) -> User:
        """Open a suspended login again; old sessions stay closed."""
        return reactivate_user(user, by=by, **given)

    @operation(permission="accounts.suspend_user", takes=Reason)
    def end(self, user: User, *, by: User, **given: Any) -> User:
        """End a login for good: the person has left, and stays on record."""
        return end_user(user, by=by, **given)

    @operation(permission="accounts.change_roles", takes=Roles)
    def change_roles(self, user: User, *, by: User, roles: list[str]) -> User:
        """Give somebody of the staff exactly these roles, from their next call on."""
        return change_roles(user, roles, by=by)

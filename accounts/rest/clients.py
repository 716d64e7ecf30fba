"""Clients over the API."""

from rest_framework import serializers

from accounts.gateway.rest.fields import Known
from accounts.gateway.rest.looks import look
from accounts.gateway.rest.records import Order, Record
from accounts.gateway.rest.resource import Records, operation
from accounts.models import Client, ClientMembership, Invitation, User
from accounts.rest.invitations import InvitationRecord
from accounts.services.add_member import add_member
from accounts.services.invite_user import invite_user
from accounts.services.open_client import open_client
from accounts.services.remove_member import remove_member
from fidus.lib.money import MINOR_UNITS


class ClientRecord(Record):
    """A client of the firm."""

    class Meta:
        model = Client
        fields = (
            "number", "kind", "name", "email", "phone", "address", "country", "reporting_currency", "opened_at",
        )  # fmt: skip


class NewClient(serializers.ModelSerializer, Order):
    """A client to take on."""

    reporting_currency = serializers.ChoiceField(sorted(MINOR_UNITS), required=False)

    class Meta:
        model = Client
        fields = ("kind", "name", "email", "phone", "address", "country", "reporting_currency")


class Invite(Order):
    """Whom to invite."""

    email = serializers.EmailField(max_length=254)


class MemberRecord(Record):
    """Somebody who acts for the client."""

    user = Known(slug_field="email", read_only=True)
    name = serializers.CharField(source="user.get_full_name")
    state = serializers.CharField(source="user.state")

    class Meta:
        model = ClientMembership
        fields = ("user", "name", "state", "since")


class Member(Order):
    """Somebody who has a login."""

    user = Known(queryset=User.objects.all(), slug_field="email", help_text="Their e-mail address.")


class Clients(Records):
    """Clients of the firm: people and companies."""

    kind = "clients"
    permission = "accounts.view_client"
    queryset = Client.objects.all()
    serializer_class = ClientRecord
    lookup_field = "number"
    filterset_fields = {"kind": ["exact"], "country": ["exact"], "name": ["icontains"], "opened_at": ["gte", "lt"]}

    def of_clients(self, rows, clients):
        return rows.filter(pk__in=clients)

    @operation(permission="accounts.open_client", takes=NewClient)
    def create(self, *, by: User, **given: str) -> Client:
        """Take on a client."""
        return open_client(by=by, **given)

    @operation(permission="accounts.invite_client_user", takes=Invite, gives=InvitationRecord)
    def invite(self, client: Client, *, by: User, email: str) -> Invitation:
        """Invite a person to the client's portal by e-mail."""
        return invite_user(email=email, client=client, by=by)

    @look(gives=MemberRecord, many=True, permission="accounts.view_clientmembership")
    def members(self, client: Client, *, by: User) -> list[ClientMembership]:
        """The people who act for the client."""
        return list(client.memberships.select_related("user").order_by("pk"))

    @operation(permission="accounts.add_member", takes=Member, gives=MemberRecord)
    def add_member(self, client: Client, *, by: User, user: User) -> ClientMembership:
        """Let somebody who has a login act for this client, too."""
        return add_member(client=client, user=user, by=by)

    @operation(permission="accounts.add_member", takes=Member)
    def remove_member(self, client: Client, *, by: User, user: User) -> None:
        """Stop somebody from acting for the client, from their next call on; their login remains."""
        remove_member(client=client, user=user, by=by)

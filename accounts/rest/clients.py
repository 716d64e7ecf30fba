"""Clients over the API."""

from rest_framework import serializers

from accounts.gateway.rest.records import Order, Record
from accounts.gateway.rest.resource import Records, operation
from accounts.models import Client, Invitation, User
from accounts.services.invite_user import invite_user
from accounts.services.open_client import open_client


class ClientRecord(Record):
    """A client of the firm."""

    class Meta:
        model = Client
        fields = (
            "number", "kind", "name", "email", "phone", "address", "country", "reporting_currency", "opened_at",
        )  # fmt: skip


class NewClient(serializers.ModelSerializer, Order):
    """A client to take on."""

    class Meta:
        model = Client
        fields = ("kind", "name", "email", "phone", "address", "country", "reporting_currency")


class Invite(Order):
    """Whom to invite."""

    email = serializers.EmailField(max_length=254)


class InvitationRecord(Record):
    """An invitation that was sent."""

    class Meta:
        model = Invitation
        fields = ("id", "email", "state", "invited_at", "expires_at")


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

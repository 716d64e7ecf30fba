"""How accounts are reached, over the API: secrets go in, and none comes out."""

from typing import Any

from rest_framework import serializers

from accounts.gateway.rest.fields import Known
from accounts.gateway.rest.records import Nothing, Order, Record
from accounts.gateway.rest.resource import Records, operation
from accounts.models import User
from trading.connections.models import BrokerGateway, Connection
from trading.connections.rest.gateways import Reason, Secrets
from trading.connections.rest.given import GivenField
from trading.connections.services.allow_trading import allow_trading
from trading.connections.services.change_connection import change_connection
from trading.connections.services.connect_account import connect_account
from trading.connections.services.forbid_trading import forbid_trading
from trading.connections.services.pause_connection import pause_connection
from trading.connections.services.replace_secrets import replace_secrets
from trading.connections.services.resume_connection import resume_connection
from trading.connections.services.try_connection import try_connection
from trading.models import BrokerAccount

CONNECT, TRADE = "connections.connect_account", "connections.allow_trading"


class ConnectionRecord(Record):
    """An account's way in. `expires_at` is of a day's token, a true instant."""

    login = serializers.CharField(source="account.login")
    server = serializers.CharField(source="account.server")
    options = GivenField()
    secrets_held = serializers.ListField(child=serializers.CharField(), help_text="Their names alone.")

    class Meta:
        model = Connection
        fields = (
            "id", "account", "login", "server", "gateway", "options", "may_trade", "secrets_held", "secrets_set_at",
            "expires_at", "connected_at", "paused_at", "pause_reason", "tested_at", "test_outcome", "test_words",
        )  # fmt: skip


class NewConnection(Order):
    """An account to connect; it is looked at alone until trading is allowed."""

    account = Known(queryset=BrokerAccount.objects.all(), slug_field="id")
    gateway = Known(
        queryset=BrokerGateway.objects.all(), slug_field="id", default=None, allow_null=True,
        help_text="None where its platform needs none.",
    )  # fmt: skip
    options = GivenField(default=dict)
    secrets = GivenField(default=dict, write_only=True)


class OtherConnection(Order):
    """How it shall be reached from now on. Another gateway wants the secrets anew; null keeps them."""

    gateway = Known(queryset=BrokerGateway.objects.all(), slug_field="id", default=None, allow_null=True)
    options = GivenField()
    secrets = GivenField(default=None, allow_null=True, write_only=True)


class Connections(Records):
    """How broker accounts are reached; an account without a connection is read from files."""

    kind = "connections"
    permission = "connections.view_connection"
    queryset = Connection.objects.select_related("account", "gateway")
    serializer_class = ConnectionRecord
    filterset_fields = {
        "account": ["exact"], "gateway": ["exact"], "account__platform": ["exact"], "may_trade": ["exact"],
        "test_outcome": ["exact"], "paused_at": ["isnull"],
    }  # fmt: skip

    @operation(permission=CONNECT, takes=NewConnection)
    def create(self, *, by: User, **given: Any) -> Connection:
        """Connect an account; its broker is not asked yet."""
        return connect_account(by=by, **given)

    @operation(permission=CONNECT, takes=OtherConnection)
    def change(self, connection: Connection, *, by: User, **given: Any) -> Connection:
        """Change through what it is reached, and its options."""
        return change_connection(connection=connection, by=by, **given)

    @operation(permission=CONNECT, takes=Secrets)
    def replace_secrets(self, connection: Connection, *, by: User, secrets: dict[str, str]) -> Connection:
        """Give other secrets; those that are held are dropped."""
        return replace_secrets(connection=connection, secrets=secrets, by=by)

    @operation(permission=TRADE, takes=Nothing)
    def allow_trading(self, connection: Connection, *, by: User) -> Connection:
        """FIDUS may send orders of this account."""
        return allow_trading(connection=connection, by=by)

    @operation(permission=CONNECT, takes=Nothing)
    def forbid_trading(self, connection: Connection, *, by: User) -> Connection:
        """Nothing is sent any more; the account is still looked at."""
        return forbid_trading(connection=connection, by=by)

    @operation(permission=CONNECT, takes=Reason)
    def pause(self, connection: Connection, *, by: User, reason: str) -> Connection:
        """The account is neither looked at nor traded until it is resumed."""
        return pause_connection(connection=connection, reason=reason, by=by)

    @operation(permission=CONNECT, takes=Reason)
    def resume(self, connection: Connection, *, by: User, reason: str) -> Connection:
        """The account is looked at again."""
        return resume_connection(connection=connection, reason=reason, by=by)

    @operation(permission=CONNECT, takes=Nothing, expensive=True, outside=True)
    def test(self, connection: Connection, *, by: User) -> Connection:
        """Ask the broker once, for at most eight seconds; `test_outcome` and `test_words` say what came of it."""
        return try_connection(connection=connection, by=by)

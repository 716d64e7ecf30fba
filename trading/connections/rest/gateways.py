"""Gateways to brokers over the API: secrets go in, and none comes out."""

from typing import Any

from rest_framework import serializers

from accounts.gateway.rest.records import Nothing, Order, Record
from accounts.gateway.rest.resource import Records, operation
from accounts.models import User
from trading.connections.models import BrokerGateway
from trading.connections.rest.given import GivenField
from trading.connections.services.add_gateway import add_gateway
from trading.connections.services.approve_address import approve_address
from trading.connections.services.change_gateway import change_gateway
from trading.connections.services.decline_address import decline_address
from trading.connections.services.disable_gateway import disable_gateway
from trading.connections.services.enable_gateway import enable_gateway
from trading.connections.services.propose_address import propose_address
from trading.connections.services.replace_gateway_secrets import replace_gateway_secrets
from trading.models import Platform

MANAGE = "connections.manage_gateways"


class GatewayRecord(Record):
    """Through which accounts of a platform are reached."""

    options = GivenField()
    secrets_held = serializers.ListField(child=serializers.CharField(), help_text="Their names alone.")

    class Meta:
        model = BrokerGateway
        fields = (
            "id", "name", "platform", "address", "options", "at_once", "secrets_held", "secrets_set_at", "made_at",
            "proposed_address", "proposed_at", "address_approved_at", "disabled_at",
        )  # fmt: skip


class NewGateway(Order):
    """A gateway; which options and secrets its platform wants stands in docs/connections.md."""

    name = serializers.CharField(max_length=80)
    platform = serializers.ChoiceField(Platform.choices)
    address = serializers.CharField(max_length=300, default="", allow_blank=True, help_text="Empty: the vendor's own.")
    options = GivenField(default=dict)
    secrets = GivenField(default=dict, write_only=True)
    at_once = serializers.IntegerField(min_value=1, max_value=256, default=None, allow_null=True)


class OtherGateway(Order):
    """What a gateway shall be like from now on; options that are not named are dropped."""

    name = serializers.CharField(max_length=80)
    options = GivenField()
    at_once = serializers.IntegerField(min_value=1, max_value=256)


class Secrets(Order):
    """All of them, in the place of those that are held."""

    secrets = GivenField(write_only=True)


class Address(Order):
    """Where its accounts' secrets are sent."""

    address = serializers.CharField(max_length=300)


class Reason(Order):
    """Stays on the trail."""

    reason = serializers.CharField(max_length=300)


class Gateways(Records):
    """Bridges, gateways and apps through which broker accounts are reached."""

    kind = "connections"
    permission = "connections.view_brokergateway"
    queryset = BrokerGateway.objects.all()
    serializer_class = GatewayRecord
    filterset_fields = {"platform": ["exact"], "name": ["exact"], "disabled_at": ["isnull"]}

    @operation(permission=MANAGE, takes=NewGateway)
    def create(self, *, by: User, **given: Any) -> BrokerGateway:
        """Add a gateway; nothing is asked of it yet."""
        return add_gateway(by=by, **given)

    @operation(permission=MANAGE, takes=OtherGateway)
    def change(self, gateway: BrokerGateway, *, by: User, **given: Any) -> BrokerGateway:
        """Change its name, options and how many accounts are visited at a time."""
        return change_gateway(gateway=gateway, by=by, **given)

    @operation(permission=MANAGE, takes=Secrets)
    def replace_secrets(self, gateway: BrokerGateway, *, by: User, secrets: dict[str, str]) -> BrokerGateway:
        """Give other secrets; those that are held are dropped."""
        return replace_gateway_secrets(gateway=gateway, secrets=secrets, by=by)

    @operation(permission=MANAGE, takes=Address)
    def propose_address(self, gateway: BrokerGateway, *, by: User, address: str) -> BrokerGateway:
        """Propose another address; once it holds a secret or serves an account, somebody else approves it."""
        return propose_address(gateway=gateway, address=address, by=by)

    @operation(permission="connections.approve_address", takes=Address)
    def approve_address(self, gateway: BrokerGateway, *, by: User, address: str) -> BrokerGateway:
        """Approve the address that somebody else proposed; say it again, letter by letter."""
        return approve_address(gateway=gateway, address=address, by=by)

    @operation(permission=MANAGE, takes=Nothing)
    def decline_address(self, gateway: BrokerGateway, *, by: User) -> BrokerGateway:
        """Drop the address that is proposed."""
        return decline_address(gateway=gateway, by=by)

    @operation(permission=MANAGE, takes=Reason)
    def disable(self, gateway: BrokerGateway, *, by: User, reason: str) -> BrokerGateway:
        """No account is reached through it until it is enabled again."""
        return disable_gateway(gateway=gateway, reason=reason, by=by)

    @operation(permission=MANAGE, takes=Reason)
    def enable(self, gateway: BrokerGateway, *, by: User, reason: str) -> BrokerGateway:
        """Its accounts are reached again."""
        return enable_gateway(gateway=gateway, reason=reason, by=by)

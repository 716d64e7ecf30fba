"""What staff may do to gateways."""

from functools import partial
from typing import Any

from accounts.admin.deeds import Deed
from accounts.admin.forms import ReasonForm
from accounts.models import User
from trading.connections.description import Adapter
from trading.connections.forms import (
    AddGatewayForm,
    AddressForm,
    ChangeGatewayForm,
    GatewaySecretsForm,
    SeenAddressForm,
)
from trading.connections.models import BrokerGateway
from trading.connections.registry import adapter_of, adapters
from trading.connections.services.add_gateway import add_gateway
from trading.connections.services.approve_address import approve_address
from trading.connections.services.change_gateway import change_gateway
from trading.connections.services.decline_address import decline_address
from trading.connections.services.disable_gateway import disable_gateway
from trading.connections.services.enable_gateway import enable_gateway
from trading.connections.services.give_watch_list import give_watch_list
from trading.connections.services.propose_address import propose_address
from trading.connections.services.replace_gateway_secrets import replace_gateway_secrets

MANAGE, APPROVE = "connections.manage_gateways", "connections.approve_address"


def _add(adapter: Adapter, nothing: None, data: dict[str, Any], by: User) -> BrokerGateway:
    return add_gateway(
        name=data["name"], platform=adapter.platform, address=data["address"], options=data["options"],
        secrets=data["secrets"], at_once=data["at_once"], by=by,
    )  # fmt: skip


def _change(gateway: BrokerGateway, data: dict[str, Any], by: User) -> BrokerGateway:
    return change_gateway(gateway=gateway, name=data["name"], options=data["options"], at_once=data["at_once"], by=by)


def _replace(gateway: BrokerGateway, data: dict[str, Any], by: User) -> BrokerGateway:
    return replace_gateway_secrets(gateway=gateway, secrets=data["secrets"], by=by)


def _propose(gateway: BrokerGateway, data: dict[str, Any], by: User) -> BrokerGateway:
    return propose_address(gateway=gateway, address=data["address"], by=by)


def _approve(gateway: BrokerGateway, data: dict[str, Any], by: User) -> BrokerGateway:
    return approve_address(gateway=gateway, address=data["address"], by=by)


def _decline(gateway: BrokerGateway, data: dict[str, Any], by: User) -> BrokerGateway:
    return decline_address(gateway=gateway, by=by)


def _disable(gateway: BrokerGateway, data: dict[str, Any], by: User) -> BrokerGateway:
    return disable_gateway(gateway=gateway, reason=data["reason"], by=by)


def _enable(gateway: BrokerGateway, data: dict[str, Any], by: User) -> BrokerGateway:
    return enable_gateway(gateway=gateway, reason=data["reason"], by=by)


def _give(gateway: BrokerGateway, data: dict[str, Any], by: User) -> BrokerGateway:
    give_watch_list(gateway=gateway, anew=True)
    return gateway


def _filled(gateway: BrokerGateway) -> dict[str, Any]:
    return {
        "adapter": adapter_of(gateway.platform), "name": gateway.name, "at_once": gateway.at_once,
        "options": gateway.options,
    }  # fmt: skip


def _seen(gateway: BrokerGateway) -> dict[str, Any]:
    return {"address": gateway.proposed_address}


def _only_adapter(gateway: BrokerGateway) -> dict[str, Any]:
    return {"adapter": adapter_of(gateway.platform)}


def adding(adapter: Adapter) -> Deed:
    """The form of one platform's gateways."""
    word = adapter.gateway_word.lower()
    return Deed(
        f"add_{adapter.platform}",
        f"Add {adapter.title}",
        f"A {word} through which accounts of {adapter.title} are reached. Its secrets are sealed at once and shown to "
        "nobody again; whoever controls its address gets them, so check it letter by letter.",
        f"The {word} stands. Connect an account and test it.",
        MANAGE,
        partial(_add, adapter),
        AddGatewayForm,
        on_list=True,
        initial=lambda nothing: {"adapter": adapter},
    )


def deeds() -> tuple[Deed, ...]:
    """All of them; which platforms there are is known once the wiring is."""
    return (*(adding(adapter) for adapter in adapters() if adapter.through_gateway), *OF_ONE)


OF_ONE = (
    Deed(
        "edit",
        "Change",
        "Its name, options and how many accounts are visited at a time. Address and secrets have their own pages.",
        "The gateway is changed.",
        MANAGE,
        _change,
        ChangeGatewayForm,
        initial=_filled,
    ),
    Deed(
        "replace_secrets",
        "Replace secrets",
        "Give all of them: what is held now is dropped, and nobody is shown it.",
        "The new secrets are sealed.",
        MANAGE,
        _replace,
        GatewaySecretsForm,
        possible=lambda gateway: adapter_of(gateway.platform).has_gateway_secrets,
        initial=_only_adapter,
    ),
    Deed(
        "propose_address",
        "Propose another address",
        "All secrets of its accounts will be sent there. Once the gateway holds a secret or serves an account, the old "
        "address is used until somebody else approves the new one.",
        "The address is proposed, or changed where nothing was held yet.",
        MANAGE,
        _propose,
        AddressForm,
        initial=_only_adapter,
    ),
    Deed(
        "approve_address",
        "Approve the new address",
        "From then on the secrets of all its accounts are sent to the new address. Ask who proposed it, by another way "
        "than this system, if it surprises you.",
        "The new address is used from now on.",
        APPROVE,
        _approve,
        SeenAddressForm,
        possible=lambda gateway: bool(gateway.proposed_address),
        initial=_seen,
    ),
    Deed(
        "decline_address",
        "Drop the proposed address",
        "The gateway stays where it is.",
        "The proposal is dropped.",
        MANAGE,
        _decline,
        possible=lambda gateway: bool(gateway.proposed_address),
    ),
    Deed(
        "give_list",
        "Give the list again",
        "The bridge is told at once which accounts to watch. It happens by itself within a minute of its start.",
        "The bridge has the list.",
        MANAGE,
        _give,
        possible=lambda gateway: gateway.options.get("push") == "yes" and gateway.disabled_at is None,
    ),
    Deed(
        "disable",
        "Disable",
        "No account is reached through it until it is enabled again.",
        "The gateway is disabled.",
        MANAGE,
        _disable,
        ReasonForm,
        possible=lambda gateway: gateway.disabled_at is None,
    ),
    Deed(
        "enable",
        "Enable",
        "Its accounts are reached again.",
        "The gateway is enabled.",
        MANAGE,
        _enable,
        ReasonForm,
        possible=lambda gateway: gateway.disabled_at is not None,
    ),
)

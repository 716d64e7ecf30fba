"""Where a notice leads: the page of the house about what happened, for its reader."""

from collections.abc import Callable

from django.urls import NoReverseMatch, reverse

from accounts.gateway.rest.sight import resource_at
from accounts.hooks.domain.message import key_of
from accounts.models import User
from accounts.notices.domain.kinds import CODE, FIGURE, PAUSED, TEST
from accounts.notices.registry import kinds

# What clients' pages are called, by the API's address of what the event is about; those with an argument take its key.
_OF_CLIENTS: dict[str, tuple[str, bool]] = {
    "investments": ("portal:investment", True),
    "statements": ("portal:statements", False),
    "redemptions": ("portal:redemptions", False),
    "destinations": ("portal:wallets", False),
    "interest-instructions": ("portal:wallets", False),
    "kyc-cases": ("portal:documents", False),
    "conversations": ("portal:messages", False),
}
_BESIDES = {
    "GatewayLost": "admin:connections_brokergateway_changelist",
    "GatewayFound": "admin:connections_brokergateway_changelist",
    "TradingHalted": "admin:orders_switch_changelist",
    "TradingReduced": "admin:orders_switch_changelist",
    "TradingResumed": "admin:orders_switch_changelist",
    "TradingResumeAsked": "admin:approvals",
    "NewDeviceUsed": "usersessions_list",
    "LoginChanged": "mfa_index",
    "EmailChanged": "login_change_email",
    FIGURE: "notices:notices",
    PAUSED: "notices:notices",
    CODE: "notices:notices",
    TEST: "notices:notices",
}


def page_of(user: User, kind: str, subject: str) -> str:
    """The path of that page; empty where there is none."""
    told = kinds().get(kind)
    if kind in _BESIDES or told is None or not told.resource:
        return _first(lambda: reverse(_BESIDES[kind]))
    if not user.is_staff:
        page, has_key = _OF_CLIENTS.get(told.resource, ("portal:overview", False))
        return _first(lambda: reverse(page, args=[key_of(subject, by_number=False)] if has_key else []))
    return _office_page(user, told.resource, subject)


def _office_page(user: User, address: str, subject: str) -> str:
    resource = resource_at(address)
    key = key_of(subject, by_number=resource.lookup_field == "pk")
    record = resource().seen_by(user).filter(**{resource.lookup_field: key}).first()
    if record is None:
        return ""
    name = f"admin:{record._meta.app_label}_{record._meta.model_name}"
    return _first(lambda: reverse(f"{name}_change", args=[record.pk]), lambda: reverse(f"{name}_changelist"))


def _first(*ways: Callable[[], str]) -> str:
    for way in ways:
        try:
            return way()
        except (NoReverseMatch, KeyError):
            continue
    return ""

"""Alpaca through its own interface: a pair of keys for each account, live or paper."""

import re

from trading.brokers.base import Access, Broker
from trading.connections.description import Adapter, Field, Of
from trading.connections.domain.addresses import web_address_fault

_KEY = re.compile(r"[0-9A-Za-z/+_-]{8,128}", re.ASCII)


def connect(access: Access) -> Broker:
    from trading.brokers.alpaca import connect as make

    return make(access)


def _key_fault(text: str) -> str:
    return "" if _KEY.fullmatch(text) else "It has plain letters and digits, and no spaces."


def _address_fault(text: str) -> str:
    if text.count("/") > 2:
        return "It has no path: what stands behind the machine is added here."
    return web_address_fault(text)


ADAPTER = Adapter(
    platform="alpaca",
    title="Alpaca",
    connect=connect,
    gateway_word="Interface",
    address_needed=False,
    address_help="Leave it empty: Alpaca's own, for live or paper accounts as the account says.",
    address_fault=_address_fault,
    at_once=4,
    fields=(
        Field(
            name="key_id", label="Key", secret=True, needed=True, longest=128, fault=_key_fault,
            help="The account's API key ID; those of paper accounts begin with PK.",
        ),
        Field(
            name="secret_key", label="Secret key", secret=True, needed=True, longest=128, fault=_key_fault,
            help="Shown by Alpaca once, when the pair is made.",
        ),
        Field(
            name="feed", label="Prices", of=Of.GATEWAY, choices=("iex", "sip", "delayed_sip"),
            help="iex (one exchange, without a subscription) unless told; sip wants Alpaca's paid plan.",
        ),
    ),
)  # fmt: skip

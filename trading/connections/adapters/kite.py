"""Zerodha through Kite Connect: an app with a key and a secret, and a person who logs in every day."""

import re

from trading.brokers.base import Access, Broker
from trading.connections.description import Adapter, Field, Of
from trading.connections.domain.addresses import web_address_fault

_KEY = re.compile(r"[!-~]{4,64}", re.ASCII)


def connect(access: Access) -> Broker:
    from trading.brokers.kite import connect as make

    return make(access)


def _key_fault(text: str) -> str:
    return "" if _KEY.fullmatch(text) else "It has plain letters, digits and signs, and no spaces."


def _address_fault(text: str) -> str:
    if text.count("/") > 2:
        return "It has no path: Kite's library puts its own behind the machine."
    return web_address_fault(text)


def _protection_fault(text: str) -> str:
    good = re.fullmatch(r"-1|[1-9]\d?(\.\d{1,2})?|100", text, re.ASCII)
    return "" if good else "Write -1, or percent from 1 to 100."


def _slices_fault(text: str) -> str:
    return "" if re.fullmatch(r"[1-9]\d{0,8}", text, re.ASCII) else "Write a whole number."


ADAPTER = Adapter(
    platform="kite",
    title="Zerodha Kite",
    connect=connect,
    gateway_word="App",
    address_needed=False,
    address_help="Leave it empty: Kite's own.",
    address_fault=_address_fault,
    at_once=4,
    day_token=True,
    fields=(
        Field(
            name="api_key", label="API key", of=Of.GATEWAY, secret=True, needed=True, longest=64, fault=_key_fault,
            help="Of the app at Kite's developer site.",
        ),
        Field(
            name="api_secret", label="API secret", of=Of.GATEWAY, secret=True, needed=True, longest=64,
            fault=_key_fault, help="Of the same app.",
        ),
        Field(name="access_token", label="Day's token", secret=True, needed=True, by_hand=False, longest=512),
        Field(
            name="product", label="Product of shares", choices=("CNC", "MIS", "MTF"),
            help="What shares are bought as: CNC (delivery) unless told, MIS (closed the same day), MTF.",
        ),
        Field(
            name="product_of_derivatives", label="Product of derivatives", choices=("NRML", "MIS"),
            help="NRML unless told.",
        ),
        Field(
            name="variety", label="Variety", choices=("regular", "amo"),
            help="regular unless told; amo are orders for the next session.",
        ),
        Field(
            name="market_protection", label="Market protection", longest=6, fault=_protection_fault,
            help="How far market orders may run: -1 (as the exchange's guidelines say) unless told, or percent.",
        ),
        Field(
            name="autoslice_from", label="Slices from", longest=9, fault=_slices_fault,
            help="Orders of this volume and more go in slices; leave it empty unless you know the freeze limit.",
        ),
    ),
)  # fmt: skip

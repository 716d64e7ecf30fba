"""Interactive Brokers, through TWS or IB Gateway, which the firm runs and logs in: FIDUS never has the login."""

import re

from trading.brokers.base import Access, Broker
from trading.connections.description import Adapter, Field, Of
from trading.connections.domain.addresses import socket_address_fault

_IDS = re.compile(r"(\d{1,5})(?:-(\d{1,5}))?", re.ASCII)


def connect(access: Access) -> Broker:
    from trading.brokers.ib import connect as make

    return make(access)


def _ids_fault(text: str) -> str:
    found = _IDS.fullmatch(text)
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
    return "" if 0 <= last - first < 100 else "Write a number, or a range of at most 100, like 7 or 7-12."


def _pace_fault(text: str) -> str:
    good = text.isascii() and text.isdigit() and 5 <= int(text) <= 49
    return "" if good else "Write a number from 5 to 49."


def _zone_fault(text: str) -> str:
    import zoneinfo

    try:
        zoneinfo.ZoneInfo(text)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return "This is no time zone; write it like America/New_York."
    return ""


ADAPTER = Adapter(
    platform="ib",
    title="Interactive Brokers",
    connect=connect,
    address_help="Machine and port of the gateway, like 10.0.0.5:4001 (4002 for paper).",
    address_fault=socket_address_fault,
    at_once=8,
    fields=(
        Field(
            name="client_ids", label="Client ids", of=Of.GATEWAY, needed=True, longest=11, fault=_ids_fault,
            help="Numbers that FIDUS may have at this gateway, like 7-12: one for each process, nobody else's.",
        ),
        Field(
            name="trade_client_ids", label="Client ids of trading", of=Of.GATEWAY, longest=11, fault=_ids_fault,
            help="Numbers of the processes that send orders, like 20-21; best others than above: an order is changed "
            "only by the number that placed it.",
        ),
        Field(
            name="read_only", label="Read-only API", of=Of.GATEWAY, choices=("yes", "no"),
            help="yes if the gateway's API is read-only: orders are then neither told nor sent.",
        ),
        Field(
            name="messages_per_second", label="Messages a second", of=Of.GATEWAY, longest=2, fault=_pace_fault,
            help="45 unless told; less if other programs share the gateway.",
        ),
        Field(
            name="time_zone", label="Time zone", of=Of.GATEWAY, longest=60, fault=_zone_fault,
            help="Only for a TWS older than 10.19, which tells times without their zone.",
        ),
    ),
)  # fmt: skip

"""MetaTrader 5, through the bridge on the firm's Windows host."""

import re

from trading.brokers.base import Access, Broker
from trading.connections.description import Adapter, Field, Of
from trading.connections.domain.addresses import web_address_fault

_FILE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,79}", re.ASCII)


def connect(access: Access) -> Broker:
    from trading.brokers.mt5 import connect as make

    return make(access)


def _token_fault(token: str) -> str:
    return "" if len(token) >= 32 and token.isascii() else "A token of the bridge has 32 plain characters at least."


def _file_fault(name: str) -> str:
    return "" if _FILE.fullmatch(name) else "Write the file's name alone; it lies in the folder for authorities."


def _terminal_fault(name: str) -> str:
    return "" if len(name) <= 64 else "A terminal's name is shorter."


ADAPTER = Adapter(
    platform="mt5",
    title="MetaTrader 5",
    connect=connect,
    gateway_word="Bridge",
    address_help="Of the bridge, like https://mt5-host:8443; plain http:// only on this very machine.",
    address_fault=web_address_fault,
    at_once=4,
    line="terminal",
    fields=(
        Field(
            name="token", label="Token", of=Of.GATEWAY, secret=True, needed=True, longest=512, fault=_token_fault,
            help="One of the bridge's tokens, from its file.",
        ),
        Field(
            name="next_token", label="Next token", of=Of.GATEWAY, secret=True, longest=512, fault=_token_fault,
            help="While tokens change: what it pushes may be signed with this one, too.",
        ),
        Field(
            name="push", label="Pushes", of=Of.GATEWAY, choices=("yes", "no"),
            help="yes if the bridge is set up to push: FIDUS then gives it the list of accounts to watch.",
        ),
        Field(
            name="authority", label="Authority", of=Of.GATEWAY, longest=80, fault=_file_fault,
            help="File with the authority that signed the bridge's certificate, if this system does not know it.",
        ),
        Field(
            name="password", label="Password", secret=True, needed=True, longest=128,
            help="The investor password, unless FIDUS shall trade: it sees everything and can send nothing.",
        ),
        Field(
            name="terminal", label="Terminal", longest=64, fault=_terminal_fault,
            help="Which of the bridge's terminals; left empty, the bridge chooses, always the same.",
        ),
    ),
)  # fmt: skip

"""All a run of the simulation knows of the firm, as plain values: kept whole, so that the run can be done again.

Amounts are in the firm's currency. They are floats from here on: chances are computed with them, never money.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

VERSION = 1


class FlowKind(StrEnum):
    INTEREST = "interest"
    REQUESTED = "requested"
    WINDOW = "window"
    MATURITY = "maturity"


@dataclass(frozen=True, slots=True)
class Flow:
    """`amount` goes to the client on `on`; of a window it is the whole claim, paid only as far as it is redeemed."""

    on: date
    kind: FlowKind
    amount: float


@dataclass(frozen=True, slots=True)
class Claim:
    """One investment: what will be paid on it, by day."""

    number: str
    client: str
    fund: str
    flows: tuple[Flow, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """One broker account: `value` after its haircut, `owes` what the investments mapped to it are owed.

    `history` is one return for each of the firm's `history_days`, None before its money came and after its last report.
    """

    key: str
    label: str
    broker: str
    value: float
    history: tuple[float | None, ...]
    currency: str = "USD"
    owes: float = 0.0
    # What part of its result works for which fund; what is left is the firm's own.
    funds: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Inflow:
    """Money that would come in on `on`: into the account of that key after its haircut, or into cash (empty key)."""

    on: date
    amount: float
    account: str = ""


@dataclass(frozen=True, slots=True)
class Inputs:
    """`cash` is what banks and wallets hold after haircuts; `costs` the guessed costs of running the firm."""

    as_of: date
    currency: str
    cash: float
    accounts: tuple[Account, ...]
    history_days: tuple[date, ...]
    claims: tuple[Claim, ...]
    costs: tuple[tuple[date, float], ...]
    inflows: tuple[Inflow, ...] = ()
    # What is owed on investments mapped to no account: cash must answer for it.
    unplaced: float = 0.0

    @property
    def windows(self) -> list[date]:
        """Days on which some client may leave or leaves, in order."""
        return sorted({flow.on for claim in self.claims for flow in claim.flows if flow.kind is not FlowKind.INTEREST})


def to_bytes(inputs: Inputs) -> bytes:
    """The canonical form, packed; the same inputs give the same bytes."""
    return zlib.compress(_canonical(inputs), 6)


def digest(inputs: Inputs) -> str:
    """SHA-256 of the canonical form."""
    return hashlib.sha256(_canonical(inputs)).hexdigest()


def from_bytes(packed: bytes) -> Inputs:
    """What to_bytes() was given, bit for bit."""
    plain = json.loads(zlib.decompress(packed))
    if plain["version"] != VERSION:
        raise ValueError(f"inputs of version {plain['version']} are not known here")
    return Inputs(
        as_of=date.fromisoformat(plain["as_of"]),
        currency=plain["currency"],
        cash=plain["cash"],
        accounts=tuple(_account(one) for one in plain["accounts"]),
        history_days=tuple(date.fromisoformat(day) for day in plain["history_days"]),
        claims=tuple(_claim(one) for one in plain["claims"]),
        costs=tuple((date.fromisoformat(day), amount) for day, amount in plain["costs"]),
        inflows=tuple(Inflow(date.fromisoformat(on), amount, key) for on, amount, key in plain["inflows"]),
        unplaced=plain["unplaced"],
    )


def _canonical(inputs: Inputs) -> bytes:
    plain = {
        "version": VERSION,
        "as_of": inputs.as_of.isoformat(),
        "currency": inputs.currency,
        "cash": inputs.cash,
        "accounts": [
            {
                "key": one.key,
                "label": one.label,
                "broker": one.broker,
                "value": one.value,
                "history": list(one.history),
                "currency": one.currency,
                "owes": one.owes,
                "funds": [list(fund) for fund in one.funds],
            }
            for one in inputs.accounts
        ],
        "history_days": [day.isoformat() for day in inputs.history_days],
        "claims": [
            [one.number, one.client, one.fund, [[f.on.isoformat(), f.kind.value, f.amount] for f in one.flows]]
            for one in inputs.claims
        ],
        "costs": [[day.isoformat(), amount] for day, amount in inputs.costs],
        "inflows": [[one.on.isoformat(), one.amount, one.account] for one in inputs.inflows],
        "unplaced": inputs.unplaced,
    }
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def _account(plain: dict[str, Any]) -> Account:
    funds = tuple((fund, share) for fund, share in plain["funds"])
    return Account(**{**plain, "history": tuple(plain["history"]), "funds": funds})


def _claim(plain: list[Any]) -> Claim:
    number, client, fund, flows = plain
    made = tuple(Flow(date.fromisoformat(on), FlowKind(kind), amount) for on, kind, amount in flows)
    return Claim(number, client, fund, made)


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Names whose values differ, in order."""
    return sorted(name for name in {*before, *after} if before.get(name) != after.get(name))

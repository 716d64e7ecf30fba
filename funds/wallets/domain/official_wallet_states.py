"""The life of a wallet or bank account of the firm: proposed, active once a second person confirmed it, retired."""

from __future__ import annotations

from enum import StrEnum


class WalletState(StrEnum):
    PROPOSED = "proposed"
    ACTIVE = "active"
    REFUSED = "refused"
    RETIRED = "retired"


class WalletAction(StrEnum):
    CONFIRM = "confirm"
    REFUSE = "refuse"
    RETIRE = "retire"


TRANSITIONS: dict[tuple[WalletState, WalletAction], WalletState] = {
    (WalletState.PROPOSED, WalletAction.CONFIRM): WalletState.ACTIVE,
    (WalletState.PROPOSED, WalletAction.REFUSE): WalletState.REFUSED,
    (WalletState.ACTIVE, WalletAction.RETIRE): WalletState.RETIRED,
}

_DONE = {WalletAction.CONFIRM: "confirmed", WalletAction.REFUSE: "refused", WalletAction.RETIRE: "retired"}


class IllegalWalletAction(ValueError):
    """The wallet is in a state in which this cannot be done."""


def after(state: WalletState, action: WalletAction) -> WalletState:
    """The state that `action` leads to; raises IllegalWalletAction if it cannot be done from `state`."""
    try:
        return TRANSITIONS[state, action]
    except KeyError:
        raise IllegalWalletAction(f"one that is {state} cannot be {_DONE[action]}") from None

"""The life of a fee run, and of each fee in it (drawn in docs/states.md)."""

from __future__ import annotations

from enum import StrEnum


class FeeRunState(StrEnum):
    PREPARED = "prepared"
    CHARGING = "charging"
    COMPLETE = "complete"
    CANCELLED = "cancelled"


class FeeRunAction(StrEnum):
    CHARGE = "charge"
    FINISH = "finish"
    CANCEL = "cancel"


class FeeRowState(StrEnum):
    WAITING = "waiting"
    CHARGED = "charged"
    SKIPPED = "skipped"


class FeeRowAction(StrEnum):
    CHARGE = "charge"
    SKIP = "skip"


RUN: dict[tuple[FeeRunState, FeeRunAction], FeeRunState] = {
    (FeeRunState.PREPARED, FeeRunAction.CHARGE): FeeRunState.CHARGING,
    (FeeRunState.PREPARED, FeeRunAction.CANCEL): FeeRunState.CANCELLED,
    (FeeRunState.CHARGING, FeeRunAction.FINISH): FeeRunState.COMPLETE,
}

ROW: dict[tuple[FeeRowState, FeeRowAction], FeeRowState] = {
    (FeeRowState.WAITING, FeeRowAction.CHARGE): FeeRowState.CHARGED,
    (FeeRowState.WAITING, FeeRowAction.SKIP): FeeRowState.SKIPPED,
}

_DONE = {FeeRunAction.CHARGE: "charged", FeeRunAction.FINISH: "finished", FeeRunAction.CANCEL: "cancelled"}


class IllegalFeeRunAction(ValueError):
    """The run is in a state in which this cannot be done."""


def after(state: FeeRunState, action: FeeRunAction) -> FeeRunState:
    """The state that `action` leads to; raises IllegalFeeRunAction if it cannot be done from `state`."""
    try:
        return RUN[state, action]
    except KeyError:
        raise IllegalFeeRunAction(f"a fee run that is {state} cannot be {_DONE[action]}") from None

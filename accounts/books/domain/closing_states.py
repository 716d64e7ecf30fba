"""The life of a month's closing, and of each line of its checklist (drawn in docs/states.md)."""

from __future__ import annotations

from enum import StrEnum


class ClosingState(StrEnum):
    CHECKING = "checking"
    BLOCKED = "blocked"
    READY = "ready"
    CLOSED = "closed"
    REOPENED = "reopened"


class ClosingAction(StrEnum):
    BLOCK = "block"
    FINISH = "finish"
    CHECK_AGAIN = "check_again"
    CLOSE = "close"
    REOPEN = "reopen"


class StepState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    PASSED = "passed"
    WARNED = "warned"
    ACKNOWLEDGED = "acknowledged"
    FAILED = "failed"


class StepAction(StrEnum):
    START = "start"
    PASS = "pass"  # noqa: S105  no password
    WARN = "warn"
    FAIL = "fail"
    ACKNOWLEDGE = "acknowledge"
    RESET = "reset"


CLOSING: dict[tuple[ClosingState, ClosingAction], ClosingState] = {
    (ClosingState.CHECKING, ClosingAction.BLOCK): ClosingState.BLOCKED,
    (ClosingState.CHECKING, ClosingAction.FINISH): ClosingState.READY,
    (ClosingState.BLOCKED, ClosingAction.FINISH): ClosingState.READY,
    (ClosingState.BLOCKED, ClosingAction.CHECK_AGAIN): ClosingState.CHECKING,
    (ClosingState.READY, ClosingAction.CHECK_AGAIN): ClosingState.CHECKING,
    (ClosingState.READY, ClosingAction.CLOSE): ClosingState.CLOSED,
    (ClosingState.CLOSED, ClosingAction.REOPEN): ClosingState.REOPENED,
}

STEP: dict[tuple[StepState, StepAction], StepState] = {
    (StepState.WAITING, StepAction.START): StepState.RUNNING,
    # Whoever ran it has died: it is run from its beginning.
    (StepState.RUNNING, StepAction.START): StepState.RUNNING,
    (StepState.RUNNING, StepAction.PASS): StepState.PASSED,
    (StepState.RUNNING, StepAction.WARN): StepState.WARNED,
    (StepState.RUNNING, StepAction.FAIL): StepState.FAILED,
    (StepState.WARNED, StepAction.ACKNOWLEDGE): StepState.ACKNOWLEDGED,
    (StepState.PASSED, StepAction.RESET): StepState.WAITING,
    (StepState.WARNED, StepAction.RESET): StepState.WAITING,
    (StepState.FAILED, StepAction.RESET): StepState.WAITING,
    (StepState.ACKNOWLEDGED, StepAction.RESET): StepState.WAITING,
}

# What a step may be at when its month is closed.
SETTLED = (StepState.PASSED, StepState.ACKNOWLEDGED)


class IllegalClosingAction(ValueError):
    """The closing, or its step, is in a state in which this cannot be done."""


def after(state: ClosingState, action: ClosingAction) -> ClosingState:
    """The state that `action` leads to; raises IllegalClosingAction if it cannot be done from `state`."""
    try:
        return CLOSING[state, action]
    except KeyError:
        raise IllegalClosingAction(f"a closing that is {state} cannot {_words(action)}") from None


def step_after(state: StepState, action: StepAction) -> StepState:
    """The state that `action` leads to; raises IllegalClosingAction if it cannot be done from `state`."""
    try:
        return STEP[state, action]
    except KeyError:
        raise IllegalClosingAction(f"a step that is {state} cannot {_words(action)}") from None


def _words(action: StrEnum) -> str:
    return action.value.replace("_", " ")

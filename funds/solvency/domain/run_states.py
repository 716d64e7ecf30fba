"""The life of a solvency run (drawn in docs/states.md)."""

from __future__ import annotations

from enum import StrEnum


class RunState(StrEnum):
    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"
    CANCELLED = "cancelled"


class RunAction(StrEnum):
    FINISH = "finish"
    FAIL = "fail"
    CANCEL = "cancel"


RUN: dict[tuple[RunState, RunAction], RunState] = {
    (RunState.RUNNING, RunAction.FINISH): RunState.FINISHED,
    (RunState.RUNNING, RunAction.FAIL): RunState.FAILED,
    (RunState.RUNNING, RunAction.CANCEL): RunState.CANCELLED,
}


class IllegalRunAction(ValueError):
    """The run is in a state in which this cannot be done."""


def after(state: RunState, action: RunAction) -> RunState:
    """The state that `action` leads to; raises IllegalRunAction if it cannot be done from `state`."""
    try:
        return RUN[state, action]
    except KeyError:
        raise IllegalRunAction(f"a run that is {state} cannot {action}") from None

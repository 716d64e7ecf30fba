"""The life of a month's run of statements, and of each client's row in it (drawn in docs/states.md)."""

from __future__ import annotations

from enum import StrEnum


class BatchState(StrEnum):
    RUNNING = "running"
    FINISHED = "finished"
    CANCELLED = "cancelled"


class RowState(StrEnum):
    PENDING = "pending"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class BatchAction(StrEnum):
    FINISH = "finish"
    CANCEL = "cancel"
    RETRY = "retry"


class RowAction(StrEnum):
    ISSUE = "issue"
    FAIL = "fail"
    CANCEL = "cancel"
    RETRY = "retry"


BATCH: dict[tuple[BatchState, BatchAction], BatchState] = {
    (BatchState.RUNNING, BatchAction.FINISH): BatchState.FINISHED,
    (BatchState.RUNNING, BatchAction.CANCEL): BatchState.CANCELLED,
    (BatchState.FINISHED, BatchAction.RETRY): BatchState.RUNNING,
    (BatchState.CANCELLED, BatchAction.RETRY): BatchState.RUNNING,
}

ROW: dict[tuple[RowState, RowAction], RowState] = {
    (RowState.PENDING, RowAction.ISSUE): RowState.DONE,
    (RowState.PENDING, RowAction.FAIL): RowState.FAILED,
    (RowState.PENDING, RowAction.CANCEL): RowState.CANCELLED,
    # Somebody else worked on the row because its lease had run out, and found that it cannot be issued.
    (RowState.FAILED, RowAction.ISSUE): RowState.DONE,
    (RowState.FAILED, RowAction.RETRY): RowState.PENDING,
    (RowState.CANCELLED, RowAction.RETRY): RowState.PENDING,
}


class IllegalBatchAction(ValueError):
    """The run is in a state in which this cannot be done."""


def after(state: BatchState, action: BatchAction) -> BatchState:
    """The state that `action` leads to; raises IllegalBatchAction if it cannot be done from `state`."""
    try:
        return BATCH[state, action]
    except KeyError:
        raise IllegalBatchAction(f"a run that is {state} cannot {action}") from None


def sources(action: RowAction) -> tuple[RowState, ...]:
    """The states of a row from which `action` can be done."""
    return tuple(state for state, named in ROW if named is action)

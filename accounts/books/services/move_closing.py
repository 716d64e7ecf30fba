"""The guarded steps of a closing and of its checklist from one state to the next."""

from accounts.books.domain.closing_states import (
    ClosingAction,
    ClosingState,
    IllegalClosingAction,
    StepAction,
    StepState,
    after,
    step_after,
)
from accounts.books.errors import NotNow
from accounts.books.models import ClosingRun, ClosingStep


def move_closing(run: ClosingRun, action: ClosingAction, **changes: object) -> ClosingRun:
    """Move the row and `run` itself; raises NotNow, also when somebody else was quicker."""
    old = ClosingState(run.state)
    try:
        changes["state"] = after(old, action)
    except IllegalClosingAction as error:
        raise NotNow(f"{run}: {error}.") from error
    _write(ClosingRun.objects.filter(pk=run.pk, state=old), run, changes, f"{run} is no longer {old}")
    return run


def move_step(step: ClosingStep, action: StepAction, **changes: object) -> ClosingStep:
    """Move the row and `step` itself; raises NotNow, also when somebody else was quicker."""
    old = StepState(step.state)
    try:
        changes["state"] = step_after(old, action)
    except IllegalClosingAction as error:
        raise NotNow(f"{step}: {error}.") from error
    _write(ClosingStep.objects.filter(pk=step.pk, state=old), step, changes, f"{step} is no longer {old}")
    return step


def _write(rows, thing, changes, sentence):  # type: ignore[no-untyped-def]
    if rows.update(**changes) != 1:
        raise NotNow(f"{sentence}; somebody else has just changed it.")
    for name, value in changes.items():
        setattr(thing, name, value)

"""Runs as pages show them."""

from __future__ import annotations

from funds.solvency.domain.run_states import RunState
from funds.solvency.models import SolvencyRun

# A run's inputs are large and no list needs them.
_LIGHT = ("inputs", "result")


def newest_answer() -> SolvencyRun | None:
    """The newest finished run on the firm as it was, not a what-if."""
    done = SolvencyRun.objects.filter(state=RunState.FINISHED).exclude(purpose=SolvencyRun.Purpose.WHAT_IF)
    return done.defer("inputs").select_related("started_by").first()


def running() -> SolvencyRun | None:
    """The run that is being worked on, the newest if several are."""
    at_work = SolvencyRun.objects.filter(state=RunState.RUNNING).exclude(purpose=SolvencyRun.Purpose.WHAT_IF)
    return at_work.defer(*_LIGHT).first()


def others(run: SolvencyRun, *, most: int = 12) -> list[SolvencyRun]:
    """Finished runs it can be set beside, the newest first."""
    done = SolvencyRun.objects.filter(state=RunState.FINISHED).exclude(pk=run.pk)
    return list(done.defer(*_LIGHT)[:most])

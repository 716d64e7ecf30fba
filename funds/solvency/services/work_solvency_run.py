import hashlib
import json
import logging
from datetime import timedelta
from typing import Any

from django.db import OperationalError, transaction
from django.db.models import F, Q

from accounts.trail import api as trail
from fidus.lib import clock
from funds.solvency.domain.answer import answer
from funds.solvency.domain.inputs import Inputs
from funds.solvency.domain.run_states import RunAction, RunState, after
from funds.solvency.domain.simulation import Stopped
from funds.solvency.events import SolvencyRunFailed, SolvencyRunFinished
from funds.solvency.models import SolvencyRun
from funds.solvency.services.suggest_transfers import suggest_transfers
from funds.solvency.services.wake import wake_solvency_worker

logger = logging.getLogger(__name__)

# Renewed with every piece of the paths: a worker that says nothing for so long has died.
LEASE = timedelta(seconds=15)
MOST_ATTEMPTS = 3


def work_solvency_run(*, run: int) -> bool:
    """Do the run from its kept inputs; whether this call finished it.

    Any number of processes may try: one holds the lease, and when it dies the next begins anew and finds the same.
    """
    taken = _take(run)
    if taken is None:
        return False
    if taken.attempts > MOST_ATTEMPTS:
        _fail(taken, f"Given up: whoever worked on it died {MOST_ATTEMPTS} times. The workers' logs say why.")
        return False
    try:
        facts = taken.facts
        result = answer(facts, taken.told, goes_on=lambda done: _renew(taken, done))
    except Stopped:
        return False
    except OperationalError:
        # The database is away: the run stays as it is, and is taken up when the lease has run out.
        raise
    except Exception:  # A run that cannot be computed must say so, not come round for ever.
        logger.exception("solvency run %s could not be computed", run)
        _fail(taken, f"Unexpected error, nothing was found. The log has it under solvency run {run}.")
        return False
    return _finish(taken, facts, result)


def take_up_solvency_runs() -> None:
    """Wake a worker for each run that nobody works on: its message was lost, or its worker died."""
    now = clock.now()
    free = Q(leased_until__isnull=True) | Q(leased_until__lt=now)
    for run in SolvencyRun.objects.filter(free, state=RunState.RUNNING).values_list("pk", flat=True):
        wake_solvency_worker(run)


def fingerprint(result: dict[str, Any]) -> str:
    """SHA-256 of the figures in canonical form: equal when every bit of every figure is."""
    return hashlib.sha256(json.dumps(result, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _take(run: int) -> SolvencyRun | None:
    now = clock.now()
    free = Q(leased_until__isnull=True) | Q(leased_until__lt=now)
    waiting = SolvencyRun.objects.filter(free, pk=run, state=RunState.RUNNING)
    if not waiting.update(leased_until=now + LEASE, attempts=F("attempts") + 1, working_since=now, paths_done=0):
        return None
    return SolvencyRun.objects.get(pk=run)


def _ours(run: SolvencyRun) -> Any:
    """The row while it is ours: not cancelled, not taken over."""
    return SolvencyRun.objects.filter(pk=run.pk, state=RunState.RUNNING, attempts=run.attempts)


def _renew(run: SolvencyRun, done: int) -> bool:
    return bool(_ours(run).update(paths_done=done, leased_until=clock.now() + LEASE))


def _finish(run: SolvencyRun, facts: Inputs, result: dict[str, Any]) -> bool:
    found = fingerprint(result)
    with transaction.atomic():
        finished = _ours(run).update(
            state=after(RunState.RUNNING, RunAction.FINISH), result=result, result_sha256=found,
            paths_done=run.told.paths, ended_at=clock.now(), leased_until=None,
        )  # fmt: skip
        if finished:
            run.refresh_from_db()
            suggest_transfers(run=run, facts=facts)
            event = SolvencyRunFinished(subject=f"solvency:{run.pk}", client=None, result_sha256=found)
            trail.record(event, by=None)
    return bool(finished)


def _fail(run: SolvencyRun, reason: str) -> None:
    with transaction.atomic():
        failed = _ours(run).update(
            state=after(RunState.RUNNING, RunAction.FAIL), reason=reason, ended_at=clock.now(), leased_until=None
        )
        if failed:
            trail.record(SolvencyRunFailed(subject=f"solvency:{run.pk}", client=None, reason=reason), by=None)

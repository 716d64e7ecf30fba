import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict

from django.db import OperationalError, connection, transaction
from django.utils.module_loading import import_string

from accounts.books.domain.closing_states import ClosingAction, ClosingState, StepAction, StepState
from accounts.books.events import ClosingChecked, of_month
from accounts.books.models import ClosingRun, ClosingStep
from accounts.books.services.move_closing import move_closing, move_step
from accounts.ledger.api import seal
from accounts.trail.api import record
from fidus.lib import clock
from fidus.lib.finding import Finding

logger = logging.getLogger(__name__)
# Any number that nobody else locks by; the second one is the run's.
_LOCK = 70_201
_DONE = (StepState.PASSED, StepState.WARNED, StepState.ACKNOWLEDGED, StepState.FAILED)


def work_closing(*, run: int) -> bool:
    """Work off the checklist of a closing from wherever it stands; False if somebody else is at it.

    Whoever is killed loses the step they were at: the lock ends with their connection, and the next one begins there.
    """
    with _alone_at(run) as alone:
        if not alone:
            return False
        closing = ClosingRun.objects.get(pk=run)
        if closing.state != ClosingState.CHECKING:
            return True
        if closing.seal is None:
            # What the checks speak of: later entries of the month are late, and have it checked again.
            ClosingRun.objects.filter(pk=run).update(seal=seal())
        for step in closing.steps.order_by("position"):
            if step.state not in _DONE:
                _work(closing, step)
        _settle(closing)
    return True


@contextmanager
def _alone_at(run: int) -> Iterator[bool]:
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s, %s)", [_LOCK, run])
        (alone,) = cursor.fetchone()
    try:
        yield alone
    finally:
        if alone and not connection.needs_rollback and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("select pg_advisory_unlock(%s, %s)", [_LOCK, run])


def _work(run: ClosingRun, step: ClosingStep) -> None:
    move_step(step, StepAction.START, started_at=clock.now(), finished_at=None, findings=[])
    findings = _look(run, step)
    action = StepAction.PASS
    if any(not finding.ok for finding in findings):
        action = StepAction.FAIL if any(finding.blocks for finding in findings) else StepAction.WARN
    move_step(step, action, finished_at=clock.now(), findings=[asdict(finding) for finding in findings])


def _look(run: ClosingRun, step: ClosingStep) -> list[Finding]:
    """What the check found; one that cannot be made blocks, and the log says why."""
    try:
        return list(import_string(step.check_name)(until=run.until))
    except OperationalError:
        # The database is away: the step stays as it is, and is taken up again.
        raise
    except Exception:
        logger.exception("the check %s of %s failed", step.check_name, run)
        return [Finding(False, "This could not be checked because of an error; the log has it. Check again.")]


@transaction.atomic
def _settle(run: ClosingRun) -> None:
    """Ready when nothing blocks and every warning is acknowledged."""
    steps = list(run.steps.all())
    open_steps = [step for step in steps if step.state in (StepState.FAILED, StepState.WARNED)]
    found = tuple(one["text"] for step in open_steps for one in step.findings if not one["ok"])
    action = ClosingAction.BLOCK if open_steps else ClosingAction.FINISH
    move_closing(run, action, checked_at=clock.now())
    record(ClosingChecked(of_month(run.month), None, run.month, run.state, found), by=None)

"""All rows of a run in one transaction, or none."""

from django.db import transaction

from funds.intake.domain.rows import Row
from funds.intake.domain.run_states import RUNNING
from funds.intake.models import IntakeResult, IntakeRun
from funds.intake.progress import say_done
from funds.intake.services.close_run import close_run
from funds.intake.services.take_rows import STEP, taken


class _TakenBack(Exception):
    """A row failed, or somebody cancelled: everything before it is undone."""


def take_whole(run: IntakeRun, rows: list[Row]) -> bool:
    """Whether it ended here; False if it was cancelled meanwhile, and nothing of it is left."""
    results: list[IntakeResult] = []
    try:
        with transaction.atomic():
            for row in rows:
                results.append(taken(run, row))
                if len(results) % STEP == 0:
                    say_done(run, len(results))
                    _goes_on(run)
            if any(one.outcome == "failed" for one in results):
                raise _TakenBack
            # From here on nobody can cancel it: whoever wants to waits, and finds it finished.
            _goes_on(run, lock=True)
            IntakeResult.objects.bulk_create(results)
            IntakeRun.objects.filter(pk=run.pk).update(done=len(results))
            close_run(run, "finish")
    except _TakenBack:
        return _nothing_of_it(run, [one for one in results if one.outcome == "failed"])
    return True


def _goes_on(run: IntakeRun, *, lock: bool = False) -> None:
    running = IntakeRun.objects.filter(pk=run.pk, state=RUNNING)
    if not (running.select_for_update(no_key=True) if lock else running).exists():
        raise _TakenBack


def _nothing_of_it(run: IntakeRun, failed: list[IntakeResult]) -> bool:
    if IntakeRun.objects.select_for_update(of=("self",), no_key=True).get(pk=run.pk).state != RUNNING:
        return False
    IntakeResult.objects.bulk_create(failed)
    few = "One row" if len(failed) == 1 else f"{len(failed)} rows"
    first = f"the first is row {failed[0].row}: {failed[0].text}"
    close_run(run, "fail", f"{few} could not be taken in, so none was; {first}")
    return True

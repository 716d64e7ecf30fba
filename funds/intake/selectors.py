"""What the pages show of a run's rows."""

from django.db.models import Case, Count, Model, QuerySet, When

from funds.intake.domain.run_states import DISCARDED, LOOKED_AT, REFUSED
from funds.intake.models import IntakeRun


def rows_shown(run: IntakeRun) -> QuerySet[Model]:
    """What each row would do while nothing of it is in, what became of it afterwards; those not good first."""
    bad_first = Case(When(outcome="failed", then=0), default=1)
    return _rows(run).order_by(bad_first, "row")


def counts(run: IntakeRun) -> dict[str, int]:
    found = dict(_rows(run).order_by().values_list("outcome").annotate(Count("pk")))
    return {name: found.get(name, 0) for name in ("added", "known", "failed")}


def would_do(run: IntakeRun) -> bool:
    """Whether the rows say what they would do, not what they did."""
    return run.state in (*LOOKED_AT, REFUSED, DISCARDED)


def _rows(run: IntakeRun) -> QuerySet[Model]:
    return run.trials.filter(look=run.look) if would_do(run) else run.results.all()

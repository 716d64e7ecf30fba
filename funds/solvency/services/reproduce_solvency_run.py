from django.db import transaction

from accounts.models import User
from accounts.trail import api as trail
from funds.solvency.domain.answer import answer
from funds.solvency.errors import SolvencyRefused
from funds.solvency.events import SolvencyRunReproduced
from funds.solvency.models import SolvencyRun
from funds.solvency.services.work_solvency_run import fingerprint


def reproduce_solvency_run(*, run: SolvencyRun, by: User | None) -> bool:
    """Whether the kept inputs give the kept figures again, to the last bit; told on the trail."""
    if run.result is None:
        raise SolvencyRefused("Only a finished run can be done again.")
    equal = fingerprint(answer(run.facts, run.told)) == run.result_sha256
    with transaction.atomic():
        trail.record(SolvencyRunReproduced(subject=f"solvency:{run.pk}", client=None, equal=equal), by=by)
    return equal

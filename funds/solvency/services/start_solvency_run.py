from datetime import date

from django.db import transaction

from accounts.ledger.api import seal
from accounts.models import User
from accounts.trail import api as trail
from fidus.lib import clock
from funds.domain.interest import anniversary
from funds.solvency.domain.inputs import Inputs, digest, to_bytes
from funds.solvency.domain.parameters import Parameters
from funds.solvency.domain.run_states import RunState
from funds.solvency.events import SolvencyRunStarted
from funds.solvency.models import SolvencyRun
from funds.solvency.selectors.facts import facts, position
from funds.solvency.services.wake import wake_solvency_worker


def start_solvency_run(
    *,
    by: User | None,
    parameters: Parameters | None = None,
    purpose: str = SolvencyRun.Purpose.ASKED,
    as_of: date | None = None,
) -> SolvencyRun:
    """A run on the firm as it stands now; a worker takes it up."""
    told = parameters or Parameters()
    day = as_of or clock.today()
    # A mark of how far the books were; the facts themselves are kept whole, and they are what the run goes by.
    known_at = seal()
    standing = position(as_of=day, until=anniversary(day, told.horizon_months))
    inputs = facts(as_of=day, months=told.horizon_months, standing=standing)
    return record_run(inputs=inputs, told=told, purpose=purpose, known_at=known_at, notes=standing.notes, by=by)


@transaction.atomic
def record_run(
    *,
    inputs: Inputs,
    told: Parameters,
    purpose: str,
    known_at: int,
    notes: list[str],
    by: User | None,
    what_if: dict[str, object] | None = None,
    beside: SolvencyRun | None = None,
) -> SolvencyRun:
    """The row that is the work, and its event; wakes a worker once it is committed."""
    run = SolvencyRun.objects.create(
        purpose=purpose,
        as_of=inputs.as_of,
        currency=inputs.currency,
        known_at=known_at,
        parameters=told.as_json(),
        inputs=to_bytes(inputs),
        inputs_sha256=digest(inputs),
        notes=notes,
        what_if=what_if,
        beside=beside,
        state=RunState.RUNNING,
        started_at=clock.now(),
        started_by=by,
    )
    event = SolvencyRunStarted(
        subject=f"solvency:{run.pk}",
        client=None,
        purpose=str(purpose),
        as_of=run.as_of,
        known_at=known_at,
        seed=told.seed,
        paths=told.paths,
        inputs_sha256=run.inputs_sha256,
    )
    trail.record(event, by=by)
    transaction.on_commit(lambda: wake_solvency_worker(run.pk), robust=True)
    return run

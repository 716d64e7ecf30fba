from datetime import date

from accounts.models import User
from funds.solvency.domain.compare import essence
from funds.solvency.domain.parameters import NIGHT_PATHS, Parameters
from funds.solvency.domain.run_states import RunState
from funds.solvency.models import SolvencyRun
from funds.solvency.selectors.facts import facts
from funds.solvency.services.start_solvency_run import start_solvency_run


def run_solvency_tonight(*, as_of: date, by: User | None) -> SolvencyRun | None:
    """A quick run a night; none where nothing changed since the last or no client's money is there."""
    night = SolvencyRun.objects.filter(purpose=SolvencyRun.Purpose.NIGHT).exclude(state=RunState.FAILED)
    if night.filter(as_of__gte=as_of).exists():
        return None
    # The same seed every night: what differs from one to the next is the firm, not chance.
    told = Parameters(paths=NIGHT_PATHS)
    now, last = facts(as_of=as_of, months=told.horizon_months), night.order_by("-as_of", "-pk").first()
    if not now.claims or (last is not None and essence(last.facts) == essence(now)):
        return None
    return start_solvency_run(by=by, parameters=told, purpose=SolvencyRun.Purpose.NIGHT, as_of=as_of)

"""Rows of solvency, performance and files that are brought in."""

from datetime import UTC, date, datetime
from itertools import count

from accounts.models import Client
from funds.intake.models import IntakeResult, IntakeRun, IntakeTrial
from funds.performance.models import Benchmark
from funds.solvency.domain.parameters import Parameters
from funds.solvency.models import SolvencyRun, TransferSuggestion
from funds.tests.scenes import a_user
from tests.rest.rows_funds import Rows, investments

_numbers = count(1)
DAY = date(2026, 3, 31)
AN_INSTANT = datetime(2026, 4, 1, tzinfo=UTC)


def runs(client: Client, many: int) -> list[SolvencyRun]:
    return [
        SolvencyRun.objects.create(
            as_of=DAY, currency="USD", known_at=0, parameters=Parameters().as_json(), inputs=b"x",
            inputs_sha256="a" * 64, state="running", started_at=AN_INSTANT, started_by=a_user(),
        )
        for _ in range(many)
    ]  # fmt: skip


def suggestions(client: Client, many: int) -> None:
    (run,) = runs(client, 1)
    for _ in range(many):
        TransferSuggestion.objects.create(
            run=run, source="bank:USD", source_name="Bank", target=f"account:{next(_numbers)}", target_name="Broker",
            currency="USD", amount_minor=100, why="It is thin.", state="suggested",
        )  # fmt: skip


def benchmarks(client: Client, many: int) -> None:
    for _ in range(many):
        Benchmark.objects.create(
            code=f"B{next(_numbers)}", name="Sample", currency="USD", source="Nobody", added_by=a_user(),
            added_at=AN_INSTANT,
        )  # fmt: skip


def intake_runs(client: Client, many: int) -> list[IntakeRun]:
    return [
        IntakeRun.objects.create(
            kind="clients", name="rows.csv", sha256="a" * 64, kept_as="aa/aa", rows=50, uploaded_by=a_user(),
            uploaded_at=AN_INSTANT, columns={"name": "Name"},
        )
        for _ in range(many)
    ]  # fmt: skip


def intake_rows(client: Client, many: int) -> None:
    (run,) = intake_runs(client, 1)
    for row in range(many):
        IntakeResult.objects.create(run=run, row=row, key=f"K{row}", outcome="added", text="100401")


def trials(client: Client, many: int) -> None:
    (run,) = intake_runs(client, 1)
    for row in range(many):
        IntakeTrial.objects.create(run=run, look=1, row=row, key=f"K{row}", outcome="added", text="New")


AHEAD: dict[str, Rows] = {
    "solvency-runs": runs,
    "transfer-suggestions": suggestions,
    "cash-calendar": investments,
    "performance": investments,
    "benchmarks": benchmarks,
    "intake-runs": intake_runs,
    "intake-rows": intake_rows,
    "intake-trials": trials,
}

"""What starts a run, reads a file or simulates is counted besides the caller's own limit."""

from fidus.api_urls import RESOURCES
from tests.rest.test_extremes import operations

RUNS = {
    "accrual-runs/create",
    "bank-imports/take_in",
    "benchmarks/import_levels",
    "broker-connections/test",
    "broker-reports/create",
    "closings/check_again",
    "closings/create",
    "fee-runs/charge",
    "fee-runs/create",
    "intake-runs/approve",
    "intake-runs/create",
    "intake-runs/read_as",
    "intake-runs/start",
    "intake-runs/try_again",
    "rate-imports/create",
    "rebate-runs/create",
    "revaluations/post_month",
    "solvency-runs/create",
    "solvency-runs/reproduce",
    "solvency-runs/what_if",
    "statement-batches/create",
    "statement-batches/retry",
    "statements/create",
    "statements/reproduce",
}


def test_every_operation_that_starts_a_run_has_the_tighter_limit():
    found = {
        f"{address}/{name}"
        for address, resource in RESOURCES.items()
        for name, operation in operations(resource)
        if operation.expensive
    }
    assert found >= RUNS

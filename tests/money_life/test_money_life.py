"""The whole life of money against a plain model; `pytest tests/money_life --money-steps 100000` takes a long walk."""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.money_life.machine import MoneyLife

A_WALK = 50


def test_the_books_never_part_from_the_model(db, request: pytest.FixtureRequest) -> None:
    steps = request.config.getoption("money_steps")
    MoneyLife.steps = 0
    walks = settings(
        # A walk of fifty rules is two or three times as many steps: most go through several nights.
        max_examples=max(1, steps // A_WALK),
        stateful_step_count=A_WALK,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )
    run_state_machine_as_test(MoneyLife, settings=walks)
    print(f"{MoneyLife.steps} steps, no divergence; {dict(MoneyLife.seen)}")
    assert MoneyLife.steps >= steps

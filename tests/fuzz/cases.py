"""Calls as the description allows them and as it does not: the borders of each parameter, and made up by chance."""

from collections.abc import Iterator
from contextlib import suppress
from itertools import chain
from random import Random
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.schemas import APIOperation

ALLOWED, FORBIDDEN = GenerationMode.POSITIVE, GenerationMode.NEGATIVE


def cases_of(operation: APIOperation, many: int, number: int) -> Iterator[Case]:
    """As many as asked for, and the same for the same `number`: half of them borders, as far as there are so many."""
    borders = list(_borders(operation))
    kept = Random(number).sample(borders, min(len(borders), many // 2))
    rest = many - len(kept)
    yield from chain(kept, _by_chance(operation, rest // 2, number, FORBIDDEN))
    yield from _by_chance(operation, rest - rest // 2, number, ALLOWED)


def with_things(case: Case, chance: Random, things: list[str], named: dict[str, list[Any]]) -> Case:
    """The same case, half of the time with a thing that is there in its address and in each field that names one."""
    if things and case.path_parameters and chance.random() < 0.5:
        first = next(iter(case.path_parameters))
        case.path_parameters = {**case.path_parameters, first: chance.choice(things)}
    if isinstance(case.body, dict) and case.media_type == "application/json":
        known = {name: chance.choice(there) for name, there in named.items() if there and name in case.body}
        if taken := {name: value for name, value in known.items() if chance.random() < 0.5}:
            case.body = {**case.body, **taken}
    return case


def _borders(operation: APIOperation) -> Iterator[Case]:
    schema = operation.schema
    config = schema.config.generation_for(operation=operation)
    return schema.iter_coverage_cases(operation, generation_modes=[ALLOWED, FORBIDDEN], generation_config=config)


def _by_chance(operation: APIOperation, many: int, number: int, mode: GenerationMode) -> list[Case]:
    drawn: list[Case] = []

    @seed(number)
    @settings(
        max_examples=max(1, many),
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def draw(case: Case) -> None:
        drawn.append(case)

    # Nothing can be wrong with a call that says nothing.
    with suppress(Unsatisfiable):
        draw()
    return drawn

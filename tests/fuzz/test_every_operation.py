"""Every operation of the API, as each role and as nobody, with what its description allows and what it does not.

Each call is taken back, so that the next one finds the same firm. `--fuzz-examples` says how many calls each role
makes altogether (2,000), `--fuzz-seed` begins others; the same seed makes the same calls.
"""

from random import Random

import pytest

from fidus.api_urls import RESOURCES
from tests.fuzz.calls import finding
from tests.fuzz.cases import cases_of, with_things
from tests.fuzz.things import listed, named

SHOWN = 6


def test_every_operation_is_one_of_a_resource(operations) -> None:
    assert operations.keys() == RESOURCES.keys()


@pytest.mark.parametrize("address", RESOURCES)
def test_no_call_breaks_the_api_or_its_description(address, firm, operations, request) -> None:
    examples, number = (request.config.getoption(name) for name in ("fuzz_examples", "fuzz_seed"))
    each = -(-examples // sum(len(below) for below in operations.values()))
    things, names = listed(address, firm.boss, firm.client), named(address)
    found = {}
    for operation in operations[address]:
        chance = Random(f"{number} {operation.label}")
        for case in cases_of(operation, each, number):
            tried = with_things(case, chance, things, names)
            for role, headers in firm.callers.items():
                if what := finding(tried, headers):
                    found.setdefault((operation.label, what.kinds), f"As {role}, seed {number}: {what.words}")
    assert not found, f"{len(found)} findings\n" + "\n\n".join(list(found.values())[:SHOWN])

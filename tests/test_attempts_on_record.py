"""Whoever tries to decide what they asked for themselves stands in the log with their number, whatever the page."""

import pytest

from fidus.lib import clock
from fidus.lib.log_lines import OneLine
from tests.asked import DEEDS, boss
from tests.test_four_eyes import on_a_day, previewed_by_another, seen_by

__all__ = ["on_a_day"]


class Kept(OneLine):
    """The lines as they are written, while the request is still being answered."""

    def __init__(self) -> None:
        super().__init__("%(message)s%(who)s")
        self.lines: list[str] = []

    def format(self, record):
        self.lines.append(super().format(record))
        return self.lines[-1]


@pytest.fixture
def kept(caplog):
    formatter, usual = Kept(), caplog.handler.formatter
    caplog.handler.setFormatter(formatter)
    yield formatter.lines
    caplog.handler.setFormatter(usual)


@pytest.mark.parametrize("ask", DEEDS, ids=lambda ask: ask.__name__)
def test_an_attempt_on_a_page_stands_in_the_log(kept, ask):
    ann = boss("ann")
    asked = ask(ann)
    with clock.at(asked.on):
        forged = previewed_by_another(asked)
        kept.clear()
        seen_by(ann).post(asked.address, {**asked.filled, **forged})
    attempts = [line for line in kept if "second person is needed" in line or asked.address in line]
    assert attempts
    assert all(line.splitlines()[0].endswith(f"[user {ann.pk}, 127.0.0.1]") for line in attempts)

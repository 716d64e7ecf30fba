import threading
from collections import deque

import pytest

from fidus.lib.work_off import work_off


def test_all_that_is_due_is_done_once_by_several_at_a_time():
    due, done, together = deque(range(6)), [], threading.Barrier(3, timeout=60)

    def do_next() -> bool:
        try:
            one = due.popleft()
        except IndexError:
            return False
        together.wait()
        done.append(one)
        return True

    assert work_off(do_next, threads=3, seconds=60.0, name="tried") == 6
    assert sorted(done) == list(range(6))


def test_after_its_time_nothing_is_begun():
    assert work_off(lambda: True, threads=2, seconds=0.0, name="tried") == 0


def test_a_failure_is_its_callers():
    def fail() -> bool:
        raise ValueError

    with pytest.raises(ValueError):
        work_off(fail, threads=2, seconds=60.0, name="tried")

"""Levels of an index come in whole, once, and only if every row can be read."""

import gzip
from datetime import date
from decimal import Decimal

import pytest

from accounts.trail.api import events_about
from fidus.lib import clock
from funds.performance.domain.level_files import Level, NotReadable, read_levels
from funds.performance.errors import BenchmarkRefused
from funds.performance.models import BenchmarkLevel
from funds.performance.selectors.benchmarks import NoLevels, levels_on
from funds.performance.services.add_benchmark import add_benchmark
from funds.performance.services.import_benchmark_levels import import_benchmark_levels
from funds.tests.scenes import a_user

TODAY = date(2026, 11, 21)
FILE = b"Date,Level\n2026-01-02,100.5\n2026-01-05,101\n"


@pytest.fixture
def index(db):
    with clock.at(TODAY):
        yield add_benchmark(code="tst", name="Test index", currency="USD", source="Nobody", by=a_user())


def take(index, content=FILE, **named):
    return import_benchmark_levels(benchmark=index, content=content, name="levels.csv", by=None, **named)


@pytest.mark.parametrize(
    ("content", "levels"),
    [
        (FILE, [("2026-01-02", "100.5"), ("2026-01-05", "101")]),
        (b"\xef\xbb\xbfdate;close\r\n2026-01-05;1\r\n2026-01-02;2\r\n", [("2026-01-02", "2"), ("2026-01-05", "1")]),
        (b"Date,SP500\n1/4/1999,1228.1\n1/13/1999,1234\n", [("1999-01-04", "1228.1"), ("1999-01-13", "1234")]),
        (b"Date,DAX\n04.01.1999,5290.36\n", [("1999-01-04", "5290.36")]),
        (b"Date,Open,Close,Adj Close\n2026-01-02,1,2,3\n", [("2026-01-02", "3")]),
        (b"DATE,VIX\n2026-01-01,.\n2026-01-02,17\n", [("2026-01-02", "17")]),
    ],
)  # fmt: skip
def test_files_are_read_as_they_come(content, levels):
    assert read_levels(content) == [Level(date.fromisoformat(on), Decimal(value)) for on, value in levels]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "no rows of levels"),
        (b"Day off,Level\n2026-01-02,1\n", "headed Date"),
        (b"Date,MTUM,QUAL\n2026-01-02,1,2\n", "name the one"),
        (b"Date,Level\n2026-01-02,1\n2026-02-30,1\n", "Row 3: '2026-02-30' is not a date."),
        (b"Date,Level\n2026-01-02,-1\n", "Row 2: '-1' is not a level"),
        (b"Date,Level\n2026-01-02,NaN\n", "Row 2: 'NaN' is not a level"),
        (b"Date,Level\n2026-01-02,1\n2026-01-02,2\n", "another level before"),
        (b"Date,Level\n3/4/2020,1\n", "cannot be told"),
        (b"Date,Level\n2026-01-02\n", "Row 2 is cut off."),
        (b"Date,Level\n2026-01-02,.\n", "no level in it"),
        ("Date,Level\n2026-01-02,1é\n".encode("latin-1"), "UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_says_where_and_why(content, problem):
    with pytest.raises(NotReadable, match=problem):
        read_levels(content)


def test_a_named_column_is_the_one_that_is_read():
    content = b"Date,MTUM,QUAL\n2026-01-02,1,2\n"
    assert read_levels(content, column="qual") == [Level(date(2026, 1, 2), Decimal(2))]
    with pytest.raises(NotReadable, match="headed 'size'"):
        read_levels(content, column="SIZE")


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "column", "count"),
    [("sp500_index", "", 8313), ("arch_sp500", "", 5031), ("factors_dataset", "USMV", 2264), ("arch_wti", "", 8321)],
)
def test_real_files_of_prices_are_read(shared_data, name, column, count):
    with gzip.open(shared_data / "prices" / f"{name}.csv.gz") as file:
        levels = read_levels(file.read(), column=column)
    assert len(levels) == count


def test_levels_come_in_once_and_corrections_put_right(index):
    first = take(index)
    assert (first.added, first.changed) == (2, 0)
    assert take(index).by_import is None
    later = take(index, b"Date,Level\n2026-01-05,102\n2026-01-06,103\n")
    assert (later.added, later.changed) == (1, 1)
    assert list(BenchmarkLevel.objects.values_list("level", flat=True)) == [Decimal("100.5"), 102, 103]
    told = [event.kind for event in events_about(subject="benchmark:TST")]
    assert told == ["BenchmarkImported", "BenchmarkImported", "BenchmarkAdded"]


def test_a_refused_file_leaves_everything_as_it_was(index):
    take(index)
    for content in (b"Date,Level\n2026-01-06,5\n2026-01-07,x\n", b"Date,Level\n2026-11-22,5\n"):
        with pytest.raises(BenchmarkRefused):
            take(index, content)
    assert index.levels.count() == 2


def test_a_code_stands_for_one_benchmark(index):
    with pytest.raises(BenchmarkRefused, match="already"):
        add_benchmark(code="TST", name="Another", currency="USD", source="Nobody", by=None)
    with pytest.raises(BenchmarkRefused, match="not a currency"):
        add_benchmark(code="X", name="Another", currency="XXX", source="Nobody", by=None)


def test_a_day_without_a_level_has_the_last_one_and_a_period_beyond_them_none(index):
    take(index)
    points = levels_on(index, start=date(2026, 1, 2), end=date(2026, 1, 6))
    assert [point.index for point in points] == [Decimal("100.5")] * 3 + [101, 101]
    early = levels_on(index, start=date(2025, 12, 30), end=date(2026, 1, 6))
    late = levels_on(index, start=date(2026, 1, 2), end=date(2026, 3, 1))
    assert isinstance(early, NoLevels)
    assert isinstance(late, NoLevels)
    assert "2 Jan 2026 to 5 Jan 2026" in late.reason

import csv
from datetime import date
from fractions import Fraction

import pytest

from funds.domain.day_counts import DayCount, MarketDayCount, market_year_fraction, month_fraction, year_fraction

PUBLISHED = {
    "THIRTY_360_ISDA": DayCount.THIRTY_360,
    "THIRTY_E_360": DayCount.THIRTY_E_360,
    "ACT_365F": DayCount.ACT_365F,
    "ACT_ACT_ISDA": DayCount.ACT_ACT,
}


@pytest.mark.shared
def test_published_vectors_agree(shared_data):
    tried = 0
    with (shared_data / "daycount" / "strata_year_fraction.csv").open() as file:
        for row in csv.DictReader(file):
            if row["convention"] in PUBLISHED:
                exact = year_fraction(
                    PUBLISHED[row["convention"]], date.fromisoformat(row["start"]), date.fromisoformat(row["end"])
                )
                assert float(exact) == pytest.approx(float(row["year_fraction"]), abs=1e-12), row
                tried += 1
    assert tried == 56


MARKET = {
    "ONE_ONE": MarketDayCount.ONE_ONE,
    "ACT_360": MarketDayCount.ACT_360,
    "ACT_364": MarketDayCount.ACT_364,
    "ACT_365_25": MarketDayCount.ACT_365_25,
    "ACT_365_ACTUAL": MarketDayCount.ACT_365_ACTUAL,
    "ACT_ACT_AFB": MarketDayCount.ACT_ACT_AFB,
    "ACT_ACT_YEAR": MarketDayCount.ACT_ACT_YEAR,
    "NL_360": MarketDayCount.NL_360,
    "NL_365": MarketDayCount.NL_365,
    "THIRTY_360_PSA": MarketDayCount.THIRTY_360_PSA,
    "THIRTY_EPLUS_360": MarketDayCount.THIRTY_E_PLUS_360,
    "THIRTY_E_365": MarketDayCount.THIRTY_E_365,
}


@pytest.mark.shared
def test_published_vectors_of_the_markets_conventions_agree(shared_data):
    tried, wrong = 0, []
    with (shared_data / "daycount" / "strata_year_fraction.csv").open() as file:
        for row in csv.DictReader(file):
            if row["convention"] in MARKET:
                start, end = date.fromisoformat(row["start"]), date.fromisoformat(row["end"])
                exact = market_year_fraction(MARKET[row["convention"]], start, end)
                if float(exact) != pytest.approx(float(row["year_fraction"]), abs=1e-12):
                    wrong.append((row, exact))
                tried += 1
    assert not wrong
    assert tried == 144


@pytest.mark.parametrize(
    ("convention", "start", "end", "days", "of"),
    [
        (DayCount.THIRTY_360, date(2026, 1, 15), date(2026, 1, 31), 16, 360),
        (DayCount.THIRTY_360, date(2026, 1, 30), date(2026, 3, 31), 60, 360),
        (DayCount.THIRTY_E_360, date(2026, 1, 15), date(2026, 1, 31), 15, 360),
        (DayCount.ACT_365F, date(2024, 2, 1), date(2024, 3, 1), 29, 365),
        (DayCount.ACT_ACT, date(2024, 2, 1), date(2024, 3, 1), 29, 366),
    ],
)
def test_examples_worked_by_hand(convention, start, end, days, of):
    assert year_fraction(convention, start, end) == Fraction(days, of)


def test_a_year_across_a_leap_day_counts_each_year_by_its_own_length():
    # 31 days of December 2023 over 365, then 60 of January and February 2024 over 366.
    assert year_fraction(DayCount.ACT_ACT, date(2023, 12, 1), date(2024, 3, 1)) == Fraction(31, 365) + Fraction(60, 366)


def test_ninety_eight_days_are_3_2194_months_of_30_44_days():
    assert month_fraction(DayCount.ACT_30_44, date(2026, 1, 1), date(2026, 4, 9)) == Fraction(9800, 3044)


def test_dates_in_the_wrong_order_are_refused():
    with pytest.raises(ValueError, match="before"):
        year_fraction(DayCount.ACT_365F, date(2026, 2, 1), date(2026, 1, 1))

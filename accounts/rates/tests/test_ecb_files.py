"""Reading the bank's three layouts, and refusing what is not whole."""

from datetime import date

import pytest

from accounts.rates.domain.ecb_files import BadFile, Layout, read_rates
from accounts.rates.tests.files import history, xml

FRIDAY, THURSDAY = date(2026, 10, 30), date(2026, 10, 29)
DAYS = {FRIDAY: {"USD": "1.1172", "JPY": "175.68"}, THURSDAY: {"USD": "1.113", "JPY": "175.92", "BGN": "1.9558"}}


def test_the_history_is_read_newest_first_and_missing_rates_are_none():
    file = read_rates(history(DAYS).decode())
    assert file.layout is Layout.HISTORY
    assert [day.on for day in file.days] == [FRIDAY, THURSDAY]
    assert dict(file.days[0].rates) == {"USD": "1.1172", "JPY": "175.68"}
    assert dict(file.days[1].rates)["BGN"] == "1.9558"


def test_the_single_day_has_blanks_after_its_commas_and_writes_the_month():
    file = read_rates("Date, USD, JPY, \n30 October 2026, 1.1172, 175.68, \n")
    assert file.layout is Layout.SINGLE_DAY
    assert file.days[0].on == FRIDAY
    assert dict(file.days[0].rates) == {"USD": "1.1172", "JPY": "175.68"}


def test_the_feed_is_read():
    file = read_rates(xml(DAYS).decode())
    assert file.layout is Layout.XML
    assert dict(file.days[1].rates) == dict(DAYS[THURSDAY])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "neither"),
        ("<html><body>Sorry</body></html>", "no day"),
        ("<Cube time='2026-10-30'>", "not whole XML"),
        ("Date,USD,JPY,\n2026-10-30,1.1172", "Line 2 has 2 cells"),
        ("Date,USD,JPY,\n2026-10-30,1.1172,abc,\n", "'abc' is no rate"),
        ("Date,USD,JPY,\n2026-10-30,1.1172,0.000,\n", "'0.000' is no rate"),
        ("Date,USD,JPY,\n2026-10-30,1.1172,-1,\n", "'-1' is no rate"),
        ("Date,USD,JPY,\n2026-10-30,1.1172,1e3,\n", "'1e3' is no rate"),
        ("Date,USD,USD,\n2026-10-30,1.1172,1.1,\n", "each currency once"),
        ("Date,USD,\n2026-10-30,1.1,\n2026-10-30,1.2,\n", "twice"),
        ("Date,USD,\n2026-10-30,N/A,\n", "has no rate"),
        ("Date,USD,\n2026-02-30,1.1,\n", "is no day"),
        ("Date,USD,\n1998-02-03,1.1,\n", "the euro began"),
        ("Date,US Dollar,\n2026-10-30,1.1,\n", "is no currency"),
        ("<a><Cube time='2026-10-30'><Cube currency='USD'/></Cube></a>", "is no rate"),
        ("<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", "not whole XML"),
    ],
)
def test_what_is_not_whole_is_refused_and_says_where(text, says):
    with pytest.raises(BadFile, match=says):
        read_rates(text)

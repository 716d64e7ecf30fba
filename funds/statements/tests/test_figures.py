from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from funds.domain.day_counts import DayCount
from funds.statements.canonical import canonical
from funds.statements.compose import compose, month_ends
from funds.statements.facts import InvestmentFacts, Line
from funds.statements.figures import FiguresDoNotAddUp, Headline, shares
from funds.statements.tests import samples

D = Decimal


def october(investments=None):
    sheets = compose(samples.ada() if investments is None else investments, start=samples.START, end=samples.END)
    assert len(sheets) == 1
    return sheets[0]


def test_a_month_worked_by_hand():
    """CORE: 400,000 at 1.5 % since 15 March; BALANCE: 1,263,485.40 x 2.5 % x 98 / 30.44; 250,000 come on 12 October."""
    sheet = october()
    assert sheet.headline == Headline(D("1736010.30"), D("244000.00"), D("38168.24"), D("2018178.54"))
    assert (sheet.year.interest, sheet.year.paid_out) == (D("146693.14"), D("42000.00"))
    core, balance, dynamic = sheet.investments
    assert (core.principal, core.accrued, core.paid_out, core.owed) == (
        D("400000.00"), D("45000.00"), D("42000.00"), D("403000.00"),
    )  # fmt: skip
    assert (balance.accrued, balance.owed) == (D("101693.14"), D("1365178.54"))
    assert (dynamic.state, dynamic.accrued, dynamic.explanation) == ("incubating", D("0.00"), None)
    assert [line.share for line in sheet.allocation] == [D("20.0"), D("67.6"), D("12.4")]


def test_the_published_case_shows_its_formula_and_its_months():
    balance = october().investments[1]
    assert balance.explanation.numbers.replace("\u00a0", " ") == "1,263,485.40 × 2.5 % × 98 ÷ 30.44 = 101,693.14"
    assert [(row.days, row.interest, row.accrued_total) for row in balance.schedule if not row.projected] == [
        (6, D("6226.11"), D("6226.11")),
        (31, D("32168.24"), D("38394.35")),
        (30, D("31130.55"), D("69524.90")),
        (31, D("32168.24"), D("101693.14")),
    ]
    assert [(row.interest, row.owed) for row in balance.schedule if row.projected] == [
        (D("31130.56"), D("1396309.10")),
        (D("32168.23"), D("1428477.33")),
    ]


def test_full_months_and_a_part_month_are_explained():
    core = october().investments[0]
    assert core.explanation.numbers.replace("\u00a0", " ") == "400,000.00 × 1.5 % × (7 + 15 ÷ 30) = 45,000.00"
    assert core.explanation.remark == ""


def test_daily_interest_stands_in_one_line_an_interest_month_before_what_is_paid_out_of_it():
    moves = [(m.value_on.day, m.investment, m.text.replace("\u00a0", " "), m.amount) for m in october().movements]
    assert moves == [
        (12, "INV-0202", "Subscription received, INV-0202", D("250000.00")),
        (15, "INV-0101", "Interest 30 Sep to 15 Oct", D("3000.00")),
        (15, "INV-0101", "Interest paid out to account ending 4417", D("-6000.00")),
        (25, "INV-0147", "Interest 30 Sep to 25 Oct", D("25942.13")),
        (30, "INV-0101", "Interest 15 to 31 Oct", D("3000.00")),
        (31, "INV-0147", "Interest 25 to 31 Oct", D("6226.11")),
    ]


def test_what_comes_next_names_payments_accruals_windows_and_the_end_of_incubation():
    coming = [(c.on, c.investment, c.amount) for c in october().coming]
    assert (date(2026, 11, 16), "INV-0101", D("6000.00")) in coming
    assert (date(2026, 11, 30), "INV-0147", D("31130.56")) in coming
    assert (date(2026, 12, 12), "INV-0202", None) in coming
    assert (date(2026, 12, 31), "All", None) in coming
    assert coming == sorted(coming, key=lambda event: event[0])


def test_a_correction_by_hand_is_named_beside_the_formula():
    core, *others = samples.ada()
    waived = samples._line(999_999, date(2026, 10, 20), "Interest waived by agreement", D("-10.00"), interest=True)
    sheet = october([replace(core, lines=(*core.lines, waived)), *others])
    assert "Corrections of −10.00" in sheet.investments[0].explanation.remark
    assert sheet.headline.interest == D("38158.24")


def test_no_movements_and_no_interest_leave_the_value_as_it_was():
    waiting = samples.investment("INV-0001", "CORE", "1000.00", date(2026, 9, 5))
    sheet = october([waiting])
    assert sheet.headline == Headline(D("1000.00"), D("0.00"), D("0.00"), D("1000.00"))
    assert sheet.movements == ()


def test_money_paid_back_leaves_zero_and_nothing_to_expect():
    one = samples.investment("INV-0001", "CORE", "1000.00", date(2026, 9, 5))
    back = samples._line(2000, date(2026, 10, 7), "Principal paid back", D("-1000.00"), principal=True)
    sheet = october([replace(one, lines=(*one.lines, back))])
    assert sheet.headline.closing == 0
    assert sheet.investments[0].state == "closed"
    assert sheet.allocation[0].share == 0
    assert sheet.coming == ()


def test_each_currency_has_its_own_sheet():
    euros = samples.investment("INV-0300", "CORE", "5000.00", date(2026, 5, 5), currency="EUR")
    sheets = compose([*samples.ada(), euros], start=samples.START, end=samples.END)
    assert [sheet.currency for sheet in sheets] == ["USD", "EUR"]
    assert sheets[0] == october()


def test_a_line_after_the_period_is_refused():
    late = samples._line(5, date(2026, 11, 1), "Late", D("1.00"), principal=True)
    one = samples.investment("INV-0001", "CORE", "1000.00", date(2026, 9, 5))
    with pytest.raises(ValueError, match="valued after"):
        october([replace(one, lines=(*one.lines, late))])


def test_figures_that_contradict_each_other_are_refused():
    with pytest.raises(FiguresDoNotAddUp):
        Headline(D(1), D(2), D(3), D(7))
    sheet = october()
    with pytest.raises(FiguresDoNotAddUp):
        replace(sheet, movements=sheet.movements[:-1])
    with pytest.raises(FiguresDoNotAddUp):
        replace(sheet, investments=sheet.investments[1:])
    with pytest.raises(FiguresDoNotAddUp):
        replace(sheet.investments[0], owed=D(1))


def test_shares_lose_no_tenth_of_a_percent():
    assert shares([D(1), D(1), D(1)]) == [D("33.4"), D("33.3"), D("33.3")]
    assert shares([D(0), D(0)]) == [D("0.0"), D("0.0")]


def test_month_ends_cross_the_year():
    assert month_ends(date(2026, 2, 28), 4) == [
        date(2025, 11, 30), date(2025, 12, 31), date(2026, 1, 31), date(2026, 2, 28),
    ]  # fmt: skip


principals = st.decimals("1.00", "9999999.99", places=2)
starts = st.dates(date(2024, 1, 1), date(2026, 10, 31))
counts = st.sampled_from([*DayCount])


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(principals, starts, counts, st.booleans()), min_size=1, max_size=4))
def test_whatever_was_invested_every_figure_adds_up(drawn):
    """Composing checks every sum and raises; here the parts are added up once more from the lines themselves."""
    invested = [
        samples.investment(
            f"INV-{n:04}", "CORE", principal, start, day_count=count, pays_out=paid, first_entry=n * 10**6
        )
        for n, (principal, start, count, paid) in enumerate(drawn)
    ]
    sheet = october(invested)
    lines = [line for one in invested for line in one.lines]
    assert sheet.headline.closing == sum(line.amount for line in lines)
    assert sheet.year.interest == sum(line.amount for line in lines if line.interest and line.value_on.year == 2026)
    assert sum(line.share for line in sheet.allocation) == 100
    assert len(sheet.growth) <= 12
    for figure in sheet.investments:
        assert figure.explanation is None or figure.explanation.remark in (
            "",
            "The days of the part month count as no more than the month they belong to.",
        )


def test_a_redemption_leaves_in_one_line_and_interest_is_explained_in_pieces():
    """100,000 at 2.5 % since 1 June; 40,000 with 2,416.67 of interest set aside on 30 June, 45.00 kept back, sent."""
    end, window = date(2026, 7, 31), date(2026, 6, 30)
    plain = {"principal": False, "interest": False, "daily": False}
    lines = (
        Line(1, date(2026, 4, 1), date(2026, 4, 1), "Money", Decimal("100000.00"), **{**plain, "principal": True}),
        Line(2, window, window, "June", Decimal("2416.67"), **{**plain, "interest": True}),
        Line(3, window, window, "RED-0001", Decimal("-40000.00"), **{**plain, "principal": True}, redeemed=True),
        Line(3, window, window, "RED-0001", Decimal("-2416.67"), **plain),
        Line(3, window, window, "RED-0001", Decimal("42416.67"), **plain, payable=True),
        Line(4, window, window, "Withdrawal fee", Decimal("-45.00"), **plain, payable=True),
        Line(5, end, end, "July", Decimal("1550.00"), **{**plain, "interest": True}),
    )
    terms = samples.agreed("BALANCE", day_count=DayCount.THIRTY_360)
    one = InvestmentFacts("INV-0001", "BALANCE", "USD", terms, date(2026, 4, 1), date(2026, 6, 1), lines)
    (sheet,) = compose([one], start=date(2026, 6, 1), end=end)
    (figures,) = sheet.investments
    assert (figures.principal, figures.payable, figures.owed) == (
        Decimal("60000.00"),
        Decimal("42371.67"),
        Decimal("103921.67"),
    )
    rows = [(line.text, line.amount) for line in sheet.movements if line.entry in (3, 4)]
    assert rows == [("RED-0001", Decimal("0.00")), ("Withdrawal fee", Decimal("-45.00"))]
    # 29 of 30 days on 100,000, then 30 June to 31 July is 2 months less 29 thirtieths: 31 thirtieths of 60,000.
    assert figures.explanation.numbers == (
        "100,000.00 × 2.5\u00a0% × 29 ÷ 30 + 60,000.00 × 2.5\u00a0% × 31 ÷ 30 = 3,966.67"
    )


def test_statements_from_before_redemptions_keep_their_text():
    text = canonical(samples.statement())
    assert '"payable"' not in text
    assert '"fees"' not in text

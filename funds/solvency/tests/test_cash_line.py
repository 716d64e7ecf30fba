from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from fidus.lib.money import Money
from funds.solvency.domain.cash_items import CashItem, CashKind
from funds.solvency.domain.cash_line import cash_line
from funds.solvency.domain.costs_ahead import cost_days, guess_costs
from funds.solvency.domain.haircuts import AssetKind, LiquidAsset, haircut

AS_OF = date(2026, 4, 16)


def usd(amount):
    return Money.of(amount, "USD")


def item(on, kind, amount, investment="INV-0001"):
    return CashItem(on, kind, usd(amount), investment=investment if kind is not CashKind.COSTS else "")


ITEMS = [
    item(date(2026, 5, 1), CashKind.INTEREST, "2500"),
    item(date(2026, 5, 4), CashKind.COSTS, "1000"),
    item(date(2026, 6, 30), CashKind.REDEEMABLE, "100000"),
    item(date(2026, 6, 30), CashKind.REQUESTED, "20000", "INV-0002"),
    item(date(2026, 7, 1), CashKind.INTEREST, "2500"),
    item(date(2026, 9, 30), CashKind.REDEEMABLE, "100000"),
]


def test_the_line_runs_down_by_what_is_certain_and_by_what_all_could_take():
    line = cash_line(ITEMS, liquid=usd("50000"), as_of=AS_OF, months=6)
    assert [(day.on, str(day.left.amount), str(day.left_if_all.amount)) for day in line.days] == [
        (date(2026, 5, 1), "47500.00", "47500.00"),
        (date(2026, 5, 4), "46500.00", "46500.00"),
        (date(2026, 6, 30), "26500.00", "-73500.00"),
        # Who left in June is owed no interest in July, and does not leave again in September.
        (date(2026, 7, 1), "24000.00", "-73500.00"),
        (date(2026, 9, 30), "24000.00", "-73500.00"),
    ]
    assert (line.short_on, line.short_if_all_on) == (None, date(2026, 6, 30))
    assert [str(month.left.amount) for month in line.months] == [
        "50000.00", "46500.00", "26500.00", "24000.00", "24000.00", "24000.00",
    ]  # fmt: skip
    assert str(line.months[2].due.amount) == "20000.00"


def test_coverage_is_what_there_is_over_what_is_due_by_then():
    line = cash_line(ITEMS, liquid=usd("50000"), as_of=AS_OF, months=6)
    thirty, ninety = line.coverage
    assert (thirty.until, thirty.due, thirty.ratio) == (date(2026, 5, 16), usd("3500"), Decimal("14.2857"))
    assert (ninety.due, ninety.ratio, ninety.ratio_if_all) == (usd("26000"), Decimal("1.9231"), Decimal("0.4049"))


def test_the_first_day_on_which_the_firm_is_short_is_named():
    assert cash_line(ITEMS, liquid=usd("23000"), as_of=AS_OF, months=6).short_on == date(2026, 6, 30)
    assert cash_line([], liquid=usd("0"), as_of=AS_OF, months=6).short_on is None


@given(
    st.lists(
        st.tuples(st.integers(0, 300), st.sampled_from(list(CashKind)), st.integers(1, 10**6), st.integers(1, 4)),
        max_size=30,
    )
)
def test_months_days_and_the_line_tell_of_the_same_money(drawn):
    items = [item(AS_OF + timedelta(days), kind, amount, f"INV-{n}") for days, kind, amount, n in drawn]
    line = cash_line(items, liquid=usd("1000000"), as_of=AS_OF, months=12)
    certain = sum(one.amount.amount for one in items if one.kind.certain)
    assert line.months[-1].left.amount == 1_000_000 - certain
    assert sum(month.due.amount for month in line.months) == certain
    assert all(day.left_if_all <= line.liquid for day in line.days)


def test_a_guess_of_costs_is_the_mean_of_whole_months_on_their_usual_day():
    costs = [(date(2026, month, 4), usd(amount)) for month, amount in ((1, "900"), (2, "1000"), (3, "1100"))]
    costs += [(date(2026, 4, 4), usd("9999")), (date(2026, 2, 4), Money.of("50", "EUR"))]
    guess = guess_costs(costs, as_of=AS_OF, currency="USD")
    assert (guess.monthly, guess.months, guess.day) == (usd("1000"), 3, 4)
    assert list(cost_days(guess, after=AS_OF, until=date(2026, 6, 4))) == [date(2026, 5, 4), date(2026, 6, 4)]
    assert guess_costs(costs[3:4], as_of=AS_OF, currency="USD") is None


def test_haircuts_grow_with_age_and_never_take_more_than_all():
    assert haircut(AssetKind.BANK, None) == 0
    assert haircut(AssetKind.BROKER, timedelta(days=6)) == Decimal("0.05")
    assert haircut(AssetKind.BROKER, timedelta(days=31)) == Decimal("0.30")
    assert haircut(AssetKind.NOT_MONEY, timedelta(days=400)) == 1


def test_a_debt_is_counted_whole_and_what_has_no_rate_is_not_counted():
    debt = LiquidAsset("books:1", "Bank", AssetKind.BANK, usd("-5"), usd("-5"))
    account = LiquidAsset("account:1", "7001", AssetKind.BROKER, usd("100"), usd("100"), age=timedelta(days=1))
    unknown = LiquidAsset("books:2", "Bank", AssetKind.BANK, Money.of("9", "EUR"), None)
    assert [one.counted("USD") for one in (debt, account, unknown)] == [usd("-5"), usd("95"), usd("0")]

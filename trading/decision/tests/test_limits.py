"""Which of several limits holds."""

from datetime import date
from decimal import Decimal

from trading.decision.domain.limits import LimitKind, LimitRow, LimitScope, limits_for

_ON = date(2026, 11, 20)


def _row(scope: str, value: int, *, starts=_ON, **given) -> LimitRow:
    return LimitRow(LimitKind.POSITION, LimitScope(scope), Decimal(value), starts, **given)


def _held(*rows: LimitRow) -> tuple[Decimal, str]:
    found = limits_for(rows, broker="Invented", account_id=7, strategy_id=3, on=_ON).of(LimitKind.POSITION)
    return found.value, found.whose


def test_the_usual_one_holds_where_nobody_set_another():
    assert _held() == (10, "usual")
    assert _held(_row("broker", 1, broker="Other"), _row("account", 1, account_id=8)) == (10, "usual")


def test_the_nearest_holds_also_where_it_lets_more_pass():
    firm, broker, account = _row("firm", 8), _row("broker", 20, broker="Invented"), _row("account", 300, account_id=7)
    assert _held(firm) == (8, "of the firm")
    assert _held(broker, firm) == (20, "of the broker")
    assert _held(firm, broker, account) == (300, "of the account")


def test_a_strategys_own_only_makes_it_stricter():
    assert _held(_row("firm", 8), _row("strategy", 5, strategy_id=3)) == (5, "of the strategy")
    assert _held(_row("firm", 8), _row("strategy", 50, strategy_id=3)) == (8, "of the firm")


def test_the_newest_that_has_begun_holds():
    old, new, later = (_row("firm", value, starts=date(2026, 11, day)) for value, day in ((5, 1), (6, 20), (7, 21)))
    assert _held(new, old, later) == (6, "of the firm")

"""The rules of counting, without a database: by hand, and as properties."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from funds.rebates.domain.broker_codes import code_of
from funds.rebates.domain.counting import (
    Counting,
    HeldPart,
    Scope,
    is_pattern,
    lots_held_long_enough,
    matches,
    most_specific,
    share_of,
)

MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("counting", "entry", "exit_", "turned"),
    [("entry", "1", "0", "1"), ("exit", "0", "1", "1"), ("half", "0.5", "0.5", "1"), ("sides", "1", "1", "2")],
)
def test_what_each_side_counts(counting, entry, exit_, turned):
    shares = [share_of(Counting(counting), direction) for direction in ("in", "out", "out by", "in/out")]
    assert shares == [Decimal(entry), Decimal(exit_), Decimal(exit_), Decimal(turned)]


def test_the_most_specific_wins():
    scopes = [Scope(None, "*"), Scope(None, "EUR*"), Scope(None, "EURUSD*"), Scope(None, "EURUSD"), Scope(7, "*")]

    def chosen(account, symbol):
        return most_specific(scopes, account=account, symbol=symbol)

    assert chosen(1, "EURUSD") == Scope(None, "EURUSD")
    assert chosen(1, "EURUSD.m") == Scope(None, "EURUSD*")
    assert chosen(1, "EURCHF") == Scope(None, "EUR*")
    assert chosen(1, "XAUUSD") == Scope(None, "*")
    # An account's own agreement goes before everything of its broker.
    assert chosen(7, "EURUSD") == Scope(7, "*")
    assert most_specific([Scope(None, "XAU*")], account=1, symbol="EURUSD") is None


@pytest.mark.parametrize("good", ["*", "EURUSD", "XAU*", "US30.cash", "#AAPL", "EUR/USD*"])
def test_patterns(good):
    assert is_pattern(good)


@pytest.mark.parametrize("bad", ["", "*USD", "EUR*USD", "EUR USD", "EURUSD**", "x" * 60, "a\n"])
def test_no_patterns(bad):
    assert not is_pattern(bad)


def test_a_part_held_too_short_takes_its_share():
    # 2 lots opened; 0.5 closed after a minute, 1.5 after an hour: three quarters count from five minutes on.
    parts = [HeldPart(Decimal("0.5"), MINUTE), HeldPart(Decimal("1.5"), 60 * MINUTE)]
    assert lots_held_long_enough(Decimal(2), parts, 5 * MINUTE) == Decimal("1.5")
    # The same position filled in two deals of a lot each.
    assert lots_held_long_enough(Decimal(1), parts, 5 * MINUTE) == Decimal("0.75")
    assert lots_held_long_enough(Decimal(2), [HeldPart(Decimal(2), None)], 5 * MINUTE) == 2
    assert lots_held_long_enough(Decimal(2), [], MINUTE) == 0


SYMBOLS = st.text(alphabet="ABX", min_size=1, max_size=4)
PATTERNS = st.one_of(SYMBOLS, SYMBOLS.map(lambda text: text + "*"), st.just("*"))
SCOPES = st.sets(st.builds(Scope, st.sampled_from([None, 1, 2]), PATTERNS), max_size=8)


@settings(max_examples=80)
@given(SCOPES, st.sampled_from([1, 2]), SYMBOLS)
def test_no_two_that_fit_are_equally_specific_and_the_order_of_writing_does_not_matter(scopes, account, symbol):
    fitting = [one for one in scopes if one.account in (None, account) and matches(one.pattern, symbol)]
    assert len({one.specificity for one in fitting}) == len(fitting)
    forwards = most_specific(sorted(scopes, key=repr), account=account, symbol=symbol)
    assert forwards == most_specific(sorted(scopes, key=repr, reverse=True), account=account, symbol=symbol)


@settings(max_examples=80)
@given(
    st.decimals("0.01", "100", places=2),
    st.lists(st.tuples(st.decimals("0.01", "10", places=2), st.integers(0, 100)), min_size=1, max_size=5),
    st.integers(0, 100),
)
def test_a_longer_minimum_never_earns_more(volume, parts, minimum):
    held = [HeldPart(lots, seconds * MINUTE) for lots, seconds in parts]
    less = lots_held_long_enough(volume, held, (minimum + 1) * MINUTE)
    more = lots_held_long_enough(volume, held, minimum * MINUTE)
    assert 0 <= less <= more <= volume


def test_a_brokers_name_becomes_a_word_of_an_account():
    assert code_of("Example Markets Ltd.") == "Example-Markets-Ltd"
    assert code_of("štěstí & co") == "Stesti-co"
    assert code_of("—") == "Unnamed"

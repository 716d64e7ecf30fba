"""Names of orders: unique, carried by every broker, and a mistyped one is seen."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trading.brokers.mt5.references import magic_of
from trading.brokers.mt5.references import reference_of as reference_in_magic
from trading.orders.domain.references import ALPHABET, is_reference, reference_of

NUMBERS = st.integers(1, 36**9 - 1)


def test_the_first_ones_by_hand():
    # F0000000001: from the right 1 doubled is 2, F (15) is in an undoubled place: 17; the letter to 36 is 19, J.
    assert reference_of(1, mark="F") == "F000000001J"
    # 35 doubled is 70 = 1 * 36 + 34, its digits add up to 35; with 15: 50; to 72 lack 22, M.
    assert reference_of(35, mark="F") == "F00000000ZM"


@given(NUMBERS, NUMBERS)
def test_two_numbers_have_two_names(one, other):
    assert (reference_of(one, mark="F") == reference_of(other, mark="F")) == (one == other)


@given(NUMBERS, st.integers(0, 10), st.sampled_from(ALPHABET))
def test_a_letter_that_is_wrong_is_seen(number, place, letter):
    good = reference_of(number, mark="F")
    bad = good[:place] + letter + good[place + 1 :]
    assert is_reference(bad) == (bad == good)


@given(NUMBERS)
def test_every_name_comes_back_from_a_magic_number(number):
    name = reference_of(number, mark="F")
    assert re.fullmatch("[0-9A-Z]{11}", name)
    assert reference_in_magic(magic_of(name)) == name


@pytest.mark.parametrize(("number", "mark"), [(0, "F"), (36**9, "F"), (1, "f"), (1, "FF"), (1, "")])
def test_there_are_no_others(number, mark):
    with pytest.raises(ValueError, match=r"reference|mark"):
        reference_of(number, mark=mark)

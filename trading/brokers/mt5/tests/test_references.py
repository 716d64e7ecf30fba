"""A reference travels as a number and comes back as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trading.brokers.mt5.references import ALPHABET, LENGTH, magic_of, reference_of

references = st.text(ALPHABET, min_size=1, max_size=LENGTH)


@given(references)
def test_a_reference_comes_back_whole(reference):
    assert reference_of(magic_of(reference)) == reference
    assert 0 < magic_of(reference) < 2**63


@given(references, references)
def test_no_two_references_share_a_number(one, other):
    assert (magic_of(one) == magic_of(other)) == (one == other)


@given(st.integers(0, 2**64 - 1))
def test_a_number_is_ours_only_if_we_make_it(magic):
    reference = reference_of(magic)
    assert reference == "" or magic_of(reference) == magic


@given(st.integers(0, 2**57))
def test_the_numbers_of_other_programs_are_not_ours(magic):
    assert reference_of(magic) == ""


@pytest.mark.parametrize("reference", ["", "f1", "A B", "A" * (LENGTH + 1), "Ä1", "A\n"])
def test_what_cannot_travel_is_refused(reference):
    with pytest.raises(ValueError):
        magic_of(reference)

"""What is suggested and why; nothing is used twice, and only what is exact and unambiguous is certain."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from funds.bank.domain.matching import BankItem, LedgerItem, suggest
from funds.bank.domain.subset_sums import subset_of

DAY = date(2026, 4, 10)


def bank(key, minor, *, on=DAY, told="", references=(), who=""):
    return BankItem(key, minor, on, tuple(references), told, who)


def ledger(key, minor, *, on=DAY, references=(), text="", who=""):
    return LedgerItem(key, minor, on, tuple(references), text, who)


def test_a_named_reference_and_the_same_amount_are_certain():
    [found] = suggest(
        [bank(1, 500, told="Transfer TRF-20260410-0147 thanks")], [ledger(9, 500, references=["TRF-20260410-0147"])]
    )
    assert (found.bank, found.ledger, found.certain) == ((1,), (9,), True)
    assert found.reasons == ("the bank names TRF-20260410-0147", "the same amount", "the same day")


def test_a_longer_reference_that_only_contains_it_is_not_that_reference():
    [found] = suggest([bank(1, 500, told="XTRF-20260410-01479")], [ledger(9, 500, references=["TRF-20260410-0147"])])
    assert not found.certain


def test_two_candidates_are_never_certain():
    found = suggest(
        [bank(1, 500, told="REF-00001"), bank(2, 500, told="REF-00001")], [ledger(9, 500, references=["REF-00001"])]
    )
    assert not any(one.certain for one in found)
    assert "others fit as well" in found[0].reasons


def test_the_same_reference_with_another_amount_is_not_suggested_as_a_pair():
    assert suggest([bank(1, 501, told="REF-00001")], [ledger(9, 500, references=["REF-00001"])]) == []


def test_amount_and_day_alone_are_a_suggestion_and_a_name_makes_it_better():
    [plain] = suggest([bank(1, 500)], [ledger(9, 500, on=DAY + timedelta(days=2))])
    [named] = suggest(
        [bank(1, 500, who="EXAMPLE, Ada")], [ledger(9, 500, on=DAY + timedelta(days=2), who="Ada Example")]
    )
    assert (plain.score, plain.certain, named.score, named.certain) == (48, False, 73, False)
    assert "the name Ada Example" in named.reasons
    assert suggest([bank(1, 500)], [ledger(9, 500, on=DAY + timedelta(days=6))]) == []


def test_one_booking_for_several_movements_and_the_other_way_round():
    [collected] = suggest([bank(1, -700)], [ledger(8, -300), ledger(9, -400), ledger(7, -650)])
    assert (collected.bank, collected.ledger) == ((1,), (8, 9))
    [split] = suggest([bank(1, 300), bank(2, 400)], [ledger(9, 700)])
    assert (split.bank, split.ledger) == ((1, 2), (9,))


def test_a_collection_whose_parts_are_all_named_says_so():
    one = bank(1, -700, references=["PAY-00001", "PAY-00002"])
    [found] = suggest([one], [ledger(8, -300, references=["PAY-00001"]), ledger(9, -400, references=["PAY-00002"])])
    assert found.reasons[0] == "the bank names all 2"


def test_a_sum_that_can_be_made_in_two_ways_is_not_guessed():
    assert subset_of(500, [200, 300, 100, 400]) == ()
    assert subset_of(500, [200, 300, 900, -100]) == (0, 1)
    assert subset_of(0, [1, -1]) == ()


amounts = st.integers(min_value=-400, max_value=400).filter(bool)
days = st.integers(min_value=0, max_value=12).map(lambda days: DAY + timedelta(days=days))
words = st.sampled_from(["REF-00001", "REF-00002", "REF-00003"])


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(amounts, days, words), max_size=9), st.lists(st.tuples(amounts, days, words), max_size=9))
def test_no_item_is_used_twice_and_both_sides_are_of_one_sum(at_bank, in_ledger):
    banked = [bank(key, minor, on=on, told=word) for key, (minor, on, word) in enumerate(at_bank)]
    booked = [ledger(key, minor, on=on, references=[word]) for key, (minor, on, word) in enumerate(in_ledger)]
    found = suggest(banked, booked)
    left = [key for one in found for key in one.bank]
    right = [key for one in found for key in one.ledger]
    assert len(left) == len(set(left))
    assert len(right) == len(set(right))
    for one in found:
        assert sum(banked[key].minor for key in one.bank) == sum(booked[key].minor for key in one.ledger)
        if one.certain:
            assert (len(one.bank), len(one.ledger)) == (1, 1)


@settings(max_examples=150, deadline=None)
@given(st.lists(amounts, max_size=12), amounts)
def test_a_subset_that_is_found_sums_to_its_target(sizes, target):
    found = subset_of(target, sizes)
    assert not found or sum(sizes[place] for place in found) == target
    assert len(set(found)) == len(found) != 1

"""Silence is told from slowness as well as that can be, and nobody is ended for ever because their database is slow."""

from trading.execution.domain.watchdog import (
    FRESH,
    MOST_PATIENCE,
    OWN_GAP,
    PATIENCE,
    QUIET,
    STARTS_WITHIN,
    Watchdog,
)


def watched(*, at: float = 1000.0) -> Watchdog:
    found = Watchdog()
    found.begin(at)
    found.hear(at)
    return found


def looked_at(dog: Watchdog, begin: float, end: float, *, hears: bool = False) -> float:
    """Four times a second, as whoever looks does."""
    now = begin
    while now < end:
        now += 0.25
        dog.look(now)
        if hears:
            dog.hear(now)
    return now


def test_whoever_says_nothing_for_long_enough_is_silent():
    dog = watched()
    now = looked_at(dog, 1000, 1000 + FRESH)
    assert dog.is_fresh(now)
    now = looked_at(dog, now, 1000 + PATIENCE)
    assert (dog.is_fresh(now), dog.is_silent(now)) == (False, False)
    assert dog.is_silent(now + 0.25)
    dog.hear(now + 0.25)
    assert dog.is_fresh(now + 0.5)


def test_one_that_had_to_be_ended_is_given_twice_the_time_up_to_a_bound():
    dog, given = watched(), []
    for _ in range(6):
        dog.give_up(1000)
        given.append(dog.patience)
    assert given == [60, 120, 240, MOST_PATIENCE, MOST_PATIENCE, MOST_PATIENCE]


def test_rounds_that_stay_slow_keep_the_longer_patience_and_quick_ones_bring_back_the_first():
    dog = watched()
    dog.give_up(1000)
    now = 1000.0
    for _ in range(30):  # rounds of 45 s, for longer than a quiet while
        now = looked_at(dog, now, now + 45)
        assert not dog.is_silent(now)
        dog.hear(now)
    assert dog.patience == 2 * PATIENCE
    now = looked_at(dog, now, now + QUIET - 1, hears=True)
    assert dog.patience == 2 * PATIENCE
    looked_at(dog, now, now + 2, hears=True)
    assert dog.patience == PATIENCE


def test_a_machine_that_was_paused_is_no_silence():
    dog = watched()
    now = looked_at(dog, 1000, 1005)
    later = now + 3600
    dog.look(later)
    assert not dog.is_silent(later)
    assert dog.is_silent(looked_at(dog, later, later + PATIENCE))
    # The control: a gap that is none of the looker's own counts.
    other = watched()
    other.look(1000 + OWN_GAP)
    assert not other.is_fresh(1000 + OWN_GAP + FRESH)


def test_whoever_begins_has_the_time_to_load_and_is_not_called_slow_for_it():
    dog = Watchdog()
    dog.begin(1000)
    now = looked_at(dog, 1000, 1000 + STARTS_WITHIN)
    assert not dog.is_silent(now)
    assert dog.is_silent(now + 0.25)
    dog.hear(now)
    assert dog.patience == PATIENCE
    assert dog.is_silent(looked_at(dog, now, now + PATIENCE + 1))

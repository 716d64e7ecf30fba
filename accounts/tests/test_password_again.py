"""The password asked once more before something that an open device must not be enough for."""

import pytest
from django.core.cache import cache
from django.test import RequestFactory

from accounts.password_again import PasswordAgainForm
from accounts.tests.people import PASSWORD, member

BLANKS = " ends and begins with a blank "


@pytest.fixture
def asked(db):
    cache.clear()
    user = member()

    def answer(password):
        request = RequestFactory().post("/", {"password": password})
        request.user = user
        return PasswordAgainForm(request.POST, request=request)

    answer.user = user
    return answer


def test_the_persons_own_password_is_taken_and_no_other(asked):
    assert asked(PASSWORD).is_valid()
    wrong = asked("another one")
    assert wrong.errors["password"] == ["This is not your password. Nothing was done."]


def test_a_password_that_ends_with_a_blank_is_taken_as_it_was_chosen(asked):
    asked.user.set_password(BLANKS)
    asked.user.save()
    assert asked(BLANKS).is_valid()
    assert not asked(BLANKS.strip()).is_valid()


def test_nobody_guesses_on_and_on(asked):
    tries = [asked(f"guess {number}").errors["password"][0] for number in range(12)]
    assert tries[0].startswith("This is not")
    assert tries[-1].startswith("Too many tries")
    assert not asked(PASSWORD).is_valid()

"""Long enough, not known, not near the person's own data; what it is made of does not count."""

import hashlib
from random import Random

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ImproperlyConfigured, ValidationError
from hypothesis import given
from hypothesis import strategies as st
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from accounts.login.passwords import BreachedPasswordValidator, GuessedEarlyValidator, is_listed
from accounts.models import User

ADA = User(email="ada.example@example.test", first_name="Ada", last_name="Example")


@pytest.mark.parametrize(
    "password",
    ["short", "password1234", "123456789012", "abcdefghijklmnop", "aaaaaaaaaaaaaaaa", "abababababab",
     "fidus capital", "FidusCapital1", "1q2w3e4r5t6y7u8i", "letmeinletmein",
     "p4ssw0rdp4ssw0rd" * 8, "ada.example@example", "x" * 60 + "y" * 69],
)  # fmt: skip
def test_what_is_guessed_first_is_refused(password):
    with pytest.raises(ValidationError):
        validate_password(password, ADA)


@pytest.mark.parametrize(
    "password",
    ["four words in a row", "849302175630", "zwölf Zeichen ü", "日本語のパスワードは長くてもよい", "only-lower-case",
     " ends with a blank ", "correct horse battery staple " * 4],
)  # fmt: skip
def test_anything_long_is_taken_whatever_it_is_made_of(password):
    assert validate_password(password, ADA) is None


def test_thousands_of_the_commonest_that_are_long_enough_are_refused():
    """Those of the lists of twelve characters or more, and the commonest shorter ones made as long as people do it."""
    common = FREQUENCY_LISTS["passwords"]
    long = [word for word in common if len(word) >= 12]
    twice = [word + word for word in common[:3400] if 6 <= len(word) < 12]
    counted = [f"{word}1234" for word in common[:1000] if len(word) == 8]
    judge = GuessedEarlyValidator()
    refused = [word for word in {*long, *twice, *counted} if _refuses(judge, word)]
    assert len(refused) >= 3000


def _refuses(judge: GuessedEarlyValidator, password: str) -> bool:
    try:
        judge.validate(password)
    except ValidationError:
        return True
    return False


@pytest.mark.parametrize("form", ["plain", "sha1", "sha1 with counts", "windows"])
def test_a_breached_password_is_found_in_every_form_the_list_may_have(tmp_path, form):
    words = [f"word number {number}" for number in range(1000)]
    Random(7).shuffle(words)
    known, unknown = words[:500], words[500:]
    digests = [hashlib.sha1(word.encode(), usedforsecurity=False).hexdigest().upper() for word in known]
    counted = [f"{digest}:{number}" for number, digest in enumerate(digests)]
    lines = {"sha1": digests, "sha1 with counts": counted}.get(form, known)
    end = "\r\n" if form == "windows" else "\n"
    file = tmp_path / "list.txt"
    file.write_bytes(end.join(sorted(lines)).encode())
    assert all(is_listed(file, word) for word in known)
    assert not any(is_listed(file, word) for word in unknown)
    with pytest.raises(ValidationError, match="known from a breach"):
        BreachedPasswordValidator(str(file)).validate(known[0])


@given(st.sets(st.text("abc", min_size=1, max_size=6), max_size=40), st.text("abc", min_size=1, max_size=6))
def test_halving_finds_exactly_what_stands_there(tmp_path_factory, words, wanted):
    file = tmp_path_factory.mktemp("list") / "list.txt"
    file.write_text("\n".join(sorted(words)))
    assert is_listed(file, wanted) == (wanted in words)


def test_an_empty_list_and_no_list_refuse_nothing_and_a_missing_one_stops_the_start(tmp_path):
    empty = tmp_path / "empty"
    empty.touch()
    assert not is_listed(empty, "anything")
    BreachedPasswordValidator("").validate("anything")
    with pytest.raises(ImproperlyConfigured):
        BreachedPasswordValidator(str(tmp_path / "missing"))

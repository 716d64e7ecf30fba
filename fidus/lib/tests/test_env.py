import pytest

from fidus.lib.env import Env, ImproperEnvironment


def test_a_missing_value_without_default_is_refused_by_name():
    with pytest.raises(ImproperEnvironment, match="SECRET_KEY must be set"):
        Env({}).text("SECRET_KEY")


def test_an_empty_value_counts_as_missing():
    with pytest.raises(ImproperEnvironment, match="SECRET_KEY must be set"):
        Env({"SECRET_KEY": ""}).text("SECRET_KEY")


def test_a_secret_may_lie_in_a_file(tmp_path):
    (tmp_path / "key").write_text("from the file\n")
    assert Env({"SECRET_KEY_FILE": str(tmp_path / "key")}).text("SECRET_KEY") == "from the file"


def test_the_value_itself_goes_before_the_file(tmp_path):
    (tmp_path / "key").write_text("from the file")
    assert Env({"SECRET_KEY": "itself", "SECRET_KEY_FILE": str(tmp_path / "key")}).text("SECRET_KEY") == "itself"


def test_a_file_that_cannot_be_read_is_refused_and_not_skipped(tmp_path):
    env = Env({"SECRET_KEY_FILE": str(tmp_path / "missing")})
    with pytest.raises(ImproperEnvironment, match="cannot be read: No such file"):
        env.text("SECRET_KEY", "a default that would hide the mistake")


@pytest.mark.parametrize(("value", "means"), [("1", True), ("true", True), ("YES", True), ("0", False), ("off", False)])
def test_a_flag_is_read_in_the_usual_spellings(value, means):
    assert Env({"DEBUG": value}).flag("DEBUG") is means


def test_a_flag_of_another_spelling_is_refused():
    with pytest.raises(ImproperEnvironment, match="DEBUG must be one of true, false; it is 'ture'"):
        Env({"DEBUG": "ture"}).flag("DEBUG")


@pytest.mark.parametrize(
    ("value", "says"), [("8000.5", "whole number"), ("none", "whole number"), ("-1", "at least 0")]
)
def test_a_number_that_is_none_is_refused(value, says):
    with pytest.raises(ImproperEnvironment, match=says):
        Env({"PORT": value}).number("PORT")


def test_words_are_parted_by_spaces_and_commas():
    assert Env({"ALLOWED_HOSTS": "a.example, b.example c.example"}).words("ALLOWED_HOSTS") == [
        "a.example",
        "b.example",
        "c.example",
    ]


def test_a_database_over_the_network():
    found = Env({"DATABASE_URL": "postgres://app:p%40ss@db.example:5433/fidus?sslmode=require"}).database(
        "DATABASE_URL"
    )
    assert found == {
        "ENGINE": "fidus.lib.postgresql",
        "NAME": "fidus",
        "USER": "app",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "require"},
    }


def test_a_database_behind_a_socket_in_a_folder_with_odd_signs():
    found = Env({"DATABASE_URL": "postgresql://app@/fidus?host=/a%20folder%26more"}).database("DATABASE_URL")
    assert (found["HOST"], found["PORT"], found["OPTIONS"]) == ("/a folder&more", "", {})


def test_another_kind_of_database_is_refused():
    with pytest.raises(ImproperEnvironment, match="PostgreSQL only"):
        Env({"DATABASE_URL": "sqlite:///fidus.db"}).database("DATABASE_URL")

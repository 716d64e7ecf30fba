"""A bridge that would be open to a network or mix up terminals does not start."""

import pytest
from fidus_mt5_bridge.configuration import ConfigurationError, Tokens, read

GOOD = """
name = "host"
token_file = "tokens"
[listen]
port = 8443
[[terminals]]
name = "one"
path = 'C:\\terminals\\one\\terminal64.exe'
"""


@pytest.fixture
def file(tmp_path):
    (tmp_path / "tokens").write_text("t" * 40)
    return tmp_path / "bridge.toml"


def test_a_good_one_is_read(file):
    file.write_text(GOOD)
    settings = read(file)
    assert (settings.port, settings.terminals[0].path) == (8443, "C:\\terminals\\one\\terminal64.exe")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("port = 8443", 'port = 8443\nhost = "0.0.0.0"'),  # a network, and no certificate
        ("port = 8443", 'host = "127.0.0.1"'),
        ("port = 8443", "port ="),  # no TOML
        ('name = "one"', 'name = "one"\npasswrd = "x"'),
        ("[[terminals]]", "[[terminals]]\nname = 'two'\npath = 'C:\\terminals\\one\\terminal64.exe'\n[[terminals]]"),
        ("[[terminals]]", "[[terminals]]\nname = 'one'\npath = 'C:\\two'\n[[terminals]]"),
        ("[[terminals]]", "[push]\nurl = 'http://fidus.invalid/push'\n[[terminals]]"),
    ],
)
def test_a_bad_one_is_refused_with_words(file, old, new):
    file.write_text(GOOD.replace(old, new, 1))
    with pytest.raises(ConfigurationError) as refused:
        read(file)
    assert str(refused.value)


@pytest.mark.parametrize("tokens", ["", "# none\n", "short\n", "t" * 40 + "\nshort"])
def test_tokens_are_long(file, tokens):
    file.write_text(GOOD)
    (file.parent / "tokens").write_text(tokens)
    with pytest.raises(ConfigurationError):
        read(file)


def test_any_of_the_tokens_opens_and_no_other_text(file):
    tokens = Tokens(file.parent / "tokens")
    tokens.file.write_text("# two of them\n" + "a" * 40 + "\n" + "b" * 40 + "\n")
    assert [tokens.opens(text) for text in ("a" * 40, "b" * 40, "", "# two of them", "a" * 39)] == [
        True, True, False, False, False,
    ]  # fmt: skip


def test_a_file_of_tokens_that_is_half_written_leaves_those_that_were_good(file, caplog):
    tokens = Tokens(file.parent / "tokens")
    assert tokens.opens("t" * 40)
    for half in ("", "n" * 20):
        tokens.file.write_text(half)
        assert tokens.opens("t" * 40)
        assert tokens.opens("t" * 40)
    tokens.file.unlink()
    assert tokens.opens("t" * 40)
    # Each fault is told once, however many calls meet it, and no token with it.
    assert len([record for record in caplog.records if "stay good" in record.message]) == 2
    assert "nnn" not in caplog.text
    tokens.file.write_text("n" * 40)
    assert (tokens.opens("t" * 40), tokens.opens("n" * 40)) == (False, True)

"""What a person gets wrong, and what they read then."""

import string

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from funds.wallets.domain import base58
from funds.wallets.domain.addresses import check_address, check_asset
from funds.wallets.domain.bad_address import BadAddress
from funds.wallets.domain.bank_account import check_bic
from funds.wallets.domain.bech32 import CHARSET
from funds.wallets.domain.networks import Network
from funds.wallets.tests.test_published_addresses import IBANS, MIXED

BTC = "1JT2h9aQ6KnP2vjRiPT13Dvc3ASp9mQ6fj"
TRON = "TGoTqWUhLMFQyAm3BeFUEwMuUPDMY4g3iG"
ETH = "0xDe2DC29591dBc6e540b63050D73E2E9430733A90"
SEGWIT = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"
TAPROOT = "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0"


def refusal(network, text):
    with pytest.raises(BadAddress) as refused:
        check_address(network, text)
    return str(refused.value)


@pytest.mark.parametrize(
    ("network", "text", "says"),
    [
        (Network.ERC20, TRON, "TRON address"),
        (Network.ETH, BTC, "Bitcoin address"),
        (Network.TRC20, ETH, "Ethereum address"),
        (Network.TRC20, TAPROOT, "Bitcoin address"),
        (Network.BTC, ETH, "Ethereum address"),
        (Network.BTC, "ltc1qw508d6qejxtdg4y5r3zarvary0c5xw7kgmn4n9", "Litecoin address"),
        (Network.BTC, "DE89370400440532013000", "an IBAN"),
        (Network.BANK, ETH, "Ethereum address"),
        (Network.BTC, "tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx", "test network"),
        (Network.BTC, "mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn", "test network"),
        (Network.BTC, "2MzQwSSnBHWHqSAqtTVQ6v47XtaisrJa1Vc", "test network"),
        (Network.BTC, "bc1pfeessrawgf", "does not protect"),
        (Network.BTC, "BC1SW50QGDZ25J", "does not protect"),
        (Network.BTC, "1JT2h9aQ6KnP2vjRiPT13Dvc3ASp9mQ6f0", "'0' never stands"),
        (Network.BTC, TAPROOT[:-1] + "1", "'1' never stands"),
        (Network.BTC, "bc1p0x", "too short"),
        (Network.ETH, ETH[:-1], "39 digits and not 40"),
        (Network.ETH, ETH[:-1] + "g", "'g' never stands"),
        (Network.ETH, "0x" + "0" * 40, "Nobody holds"),
        (Network.TRC20, "T9yD14Nj9j7xAB4dbGeiX9h8unkKHxuWwb", "Nobody holds"),
        (Network.ERC20, "0xdAC17F958D2ee523a2206206994597C13D831ec7", "token itself"),
        (Network.TRC20, "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "token itself"),
        (Network.BANK, "DE89370400440532013001", "check digits"),
        (Network.BANK, "DE8937040044053201300", "too long or too short"),
        (Network.BANK, "US64SVBKUS6S3300958879", "no IBANs"),
        (Network.BANK, "", "Give the address"),
    ],
)
def test_the_refusal_says_what_is_wrong(network, text, says):
    assert says in refusal(network, text)


def test_a_bic_of_another_bank_is_refused_at_its_field():
    with pytest.raises(BadAddress, match="another bank") as refused:
        check_bic("DEUTDEFF", "DE89370400440532013000")
    assert refused.value.field == "bic"
    with pytest.raises(BadAddress, match="no BIC"):
        check_bic("COBA", "DE89370400440532013000")
    with pytest.raises(BadAddress, match="does not tell it"):
        check_bic("", "CH9300762011623852957")


def test_an_asset_goes_over_its_own_networks_only():
    assert check_asset(Network.TRC20, "USDT") == "USDT"
    assert check_asset(Network.BANK, "EUR") == "EUR"
    with pytest.raises(BadAddress, match="choose USDT or USDC") as refused:
        check_asset(Network.TRC20, "BTC")
    assert refused.value.field == "asset"


def test_spaces_around_and_capitals_of_segwit_do_no_harm():
    assert check_address(Network.BTC, f"  {TAPROOT.upper()}\n") == TAPROOT


def changed(text, place, letter):
    assume(text[place] != letter)
    return text[:place] + letter + text[place + 1 :]


@settings(max_examples=300)
@given(st.sampled_from([BTC, "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy"]), st.data())
def test_a_wrong_letter_in_a_legacy_bitcoin_address_is_found(address, data):
    place = data.draw(st.integers(0, len(address) - 1))
    assert refusal(Network.BTC, changed(address, place, data.draw(st.sampled_from(base58.ALPHABET))))


@settings(max_examples=300)
@given(st.sampled_from([SEGWIT, TAPROOT]), st.data())
def test_a_wrong_letter_in_a_segwit_address_is_found(address, data):
    place = data.draw(st.integers(0, len(address) - 1))
    assert refusal(Network.BTC, changed(address, place, data.draw(st.sampled_from(CHARSET + "1bioACE"))))


@settings(max_examples=200)
@given(st.data())
def test_a_wrong_letter_in_a_tron_address_is_found(data):
    place = data.draw(st.integers(0, len(TRON) - 1))
    assert refusal(Network.TRC20, changed(TRON, place, data.draw(st.sampled_from(base58.ALPHABET))))


@pytest.mark.parametrize("address", [ETH, *MIXED])
def test_every_wrong_digit_in_an_ethereum_address_is_found(address):
    """All 40 x 21 changes of each; of all addresses, EIP-55 lets one mistake in 4,000 pass."""
    for place in range(2, len(address)):
        for letter in set(string.hexdigits) - {address[place]}:
            assert refusal(Network.ETH, address[:place] + letter + address[place + 1 :])


@settings(max_examples=300)
@given(st.sampled_from(IBANS), st.data())
def test_a_wrong_digit_or_letter_in_an_iban_is_found(iban, data):
    """Digit for digit and letter for letter: mod 97 finds each; a letter for a digit breaks the country's structure."""
    place = data.draw(st.integers(0, len(iban) - 1))
    alike = string.digits if iban[place].isdigit() else string.ascii_uppercase
    assert refusal(Network.BANK, changed(iban, place, data.draw(st.sampled_from(alike))))


@settings(max_examples=200)
@given(st.sampled_from(list(Network)), st.text(max_size=120))
def test_a_text_is_refused_or_kept_in_a_form_that_stays(network, text):
    try:
        kept = check_address(network, text)
    except BadAddress:
        return
    assert check_address(network, kept) == kept

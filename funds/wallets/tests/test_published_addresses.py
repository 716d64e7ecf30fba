"""The vectors that the authors of each address format published."""

import pytest

from funds.wallets.domain import base58, bech32
from funds.wallets.domain.bad_address import BadAddress
from funds.wallets.domain.bank_account import check_bic, check_iban
from funds.wallets.domain.bitcoin import check_bitcoin, kind_of
from funds.wallets.domain.ethereum import check_ethereum, checksummed
from funds.wallets.domain.networks import COINS, Network
from funds.wallets.domain.tron import check_tron, from_hex

# EIP-55, its test cases.
MIXED = [
    "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
    "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
    "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
    "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
]
ONE_CASE = [
    "0x52908400098527886E0F7030069857D2E4169EE7",
    "0x8617E340B3D01FA5F11F306F4090FD50E238070D",
    "0xde709f2102306220921060314715629080e2fb77",
    "0x27b1fdb04752bbc536007a920d24acb045561c26",
]
# BIP-173.
BECH32 = [
    "A12UEL5L",
    "a12uel5l",
    "an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1tt5tgs",
    "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw",
    f"11{'q' * 82}c8247j",
    "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w",
    "?1ezyfcl",
]
# BIP-350.
BECH32M = [
    "A1LQFN3A",
    "a1lqfn3a",
    "an83characterlonghumanreadablepartthatcontainsthetheexcludedcharactersbioandnumber11sg7hg6",
    "abcdef1l7aum6echk45nj3s0wdvt2fg8x9yrzpqzd3ryx",
    f"11{'l' * 82}ludsr8",
    "split1checkupstagehandshakeupstreamerranterredcaperredlc445v",
    "?1v759aa",
]
NEITHER = [
    "\x201nwldj5", "\x7f1axkwrx", "\x801eym55h", "\x201xj0phk", "\x7f1g6xzxy", "\x801vctc34",
    "an84characterslonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1569pvx",
    "an84characterslonghumanreadablepartthatcontainsthetheexcludedcharactersbioandnumber11d6pts4",
    "pzry9x0s0muk", "1pzry9x0s0muk", "x1b4n0q5v", "li1dgmt3", "de1lg7wt\xff", "A1G7SGD8", "10a06t8", "1qzzfhee",
    "qyrz8wqd2c9m", "1qyrz8wqd2c9m", "y1b0jsk6g", "lt1igcx5c0", "in1muywd", "mm1crxm3i", "au1s5cgom", "M1VUXWEZ",
    "16plkw9", "1p2gdwpf",
]  # fmt: skip
# BIP-350: the address and the script it stands for (version, length, program).
SEGWIT = {
    "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4": "0014751e76e8199196d454941c45d1b3a323f1433bd6",
    "tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sl5k7":
        "00201863143c14c5166804bd19203356da136c985678cd4d27a1b8c6329604903262",
    "bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y":
        "5128751e76e8199196d454941c45d1b3a323f1433bd6751e76e8199196d454941c45d1b3a323f1433bd6",
    "BC1SW50QGDZ25J": "6002751e",
    "bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs": "5210751e76e8199196d454941c45d1b3a323",
    "tb1qqqqqp399et2xygdj5xreqhjjvcmzhxw4aywxecjdzew6hylgvsesrxh6hy":
        "0020000000c4a5cad46221b2a187905e5266362b99d5e91c6ce24d165dab93e86433",
    "tb1pqqqqp399et2xygdj5xreqhjjvcmzhxw4aywxecjdzew6hylgvsesf3hn0c":
        "5120000000c4a5cad46221b2a187905e5266362b99d5e91c6ce24d165dab93e86433",
    "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0":
        "512079be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798",
}  # fmt: skip
NOT_SEGWIT = [
    "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd",
    "tb1z0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqglt7rf",
    "BC1S0XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ54WELL",
    "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kemeawh",
    "tb1q0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq24jc47",
    "bc1p38j9r5y49hruaue7wxjce0updqjuyyx0kh56v8s25huc6995vvpql3jow4",
    "BC130XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ7ZWS8R",
    "bc1pw5dgrnzv",
    "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v8n0nx0muaewav253zgeav",
    "BC1QR508D6QEJXTDG4Y5R3ZARVARYV98GJ9P",
    "tb1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq47Zagq",
    "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v07qwwzcrf",
    "tb1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vpggkg4j",
    "bc1gmk9yu",
    "bc1rw5uspcuh",
    "bc1zw508d6qejxtdg4y5r3zarvaryvqyzf3du",
]
# The registry of IBANs: each country's example.
IBANS = [
    "AE070331234567890123456", "AT611904300234573201", "BE68539007547034", "CH9300762011623852957",
    "CZ6508000000192000145399", "DE89370400440532013000", "DK5000400440116243", "ES9121000418450200051332",
    "FI2112345600000785", "FR1420041010050500013M02606", "GB29NWBK60161331926819", "HU42117730161111101800000000",
    "IE29AIBK93115212345678", "IT60X0542811101000000123456", "LU280019400644750000", "MT84MALT011000012345MTLCAST001S",
    "NL91ABNA0417164300", "NO9386011117947", "PL61109010140000071219812874", "PT50000201231234567890154",
    "SA0380000000608010167519", "SE4550000000058398257466", "TR330006100519786457841326",
]  # fmt: skip


@pytest.mark.parametrize("address", MIXED)
def test_an_ethereum_address_with_its_checksum_is_taken(address):
    assert check_ethereum(address) == address
    assert checksummed(address.lower()) == address


@pytest.mark.parametrize("address", ONE_CASE)
def test_an_address_whose_checksum_happens_to_be_of_one_case_is_taken(address):
    assert check_ethereum(address) == address


@pytest.mark.parametrize("address", MIXED)
def test_an_address_without_a_checksum_is_refused(address):
    for bare in (address.lower(), "0x" + address[2:].upper()):
        with pytest.raises(BadAddress, match="carries no checksum"):
            check_ethereum(bare)


@pytest.mark.parametrize("text", BECH32)
def test_bech32_is_told_from_bech32m(text):
    assert bech32.decode(text)[2] == "bech32"


@pytest.mark.parametrize("text", BECH32M)
def test_bech32m_is_told_from_bech32(text):
    assert bech32.decode(text)[2] == "bech32m"


@pytest.mark.parametrize("text", NEITHER)
def test_what_is_neither_is_refused(text):
    with pytest.raises(bech32.NotBech32):
        bech32.decode(text)


@pytest.mark.parametrize(("address", "script"), SEGWIT.items())
def test_a_segwit_address_stands_for_its_script(address, script):
    found = bech32.segwit(address)
    version = found.version + 0x50 if found.version else 0
    assert bytes([version, len(found.program)]) + found.program == bytes.fromhex(script)


@pytest.mark.parametrize("address", NOT_SEGWIT)
def test_what_is_no_segwit_address_is_refused(address):
    with pytest.raises(bech32.NotBech32):
        bech32.segwit(address)
    with pytest.raises(BadAddress):
        check_bitcoin(address)


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "P2PKH"),
        ("1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2", "P2PKH"),
        ("3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy", "P2SH"),
        ("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "segwit"),
        ("bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0", "Taproot"),
    ],
)
def test_every_kind_of_bitcoin_address_is_known(address, kind):
    assert check_bitcoin(address) == address
    assert kind_of(address) == kind


@pytest.mark.parametrize(
    ("digits", "address"),
    [
        ("418840e6c55b9ada326d211d818c34a994aeced808", "TNPeeaaFB7K9cmo4uQpcU32zGK8G1NYqeL"),
        ("41a614f803b6fd780986a42c78ec9c7f77e6ded13c", "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"),
        ("0xa614f803b6fd780986a42c78ec9c7f77e6ded13c", "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"),
    ],
)
def test_a_tron_address_is_the_same_in_both_spellings(digits, address):
    assert check_tron(address) == address == from_hex(digits)


def test_the_tokens_contracts_are_valid_addresses_themselves():
    for (network, _), coin in COINS.items():
        if coin.contract:
            check = check_tron if network == Network.TRC20 else check_ethereum
            assert check(coin.contract) == coin.contract


@pytest.mark.parametrize("iban", IBANS)
def test_the_registrys_example_of_a_country_is_an_iban(iban):
    assert check_iban(iban) == iban
    assert check_iban(f" {iban[:4]} {iban[4:8].lower()} {iban[8:]}") == iban


def test_a_bank_code_tells_the_bic():
    assert check_bic("", "DE89370400440532013000") == "COBADEFFXXX"
    assert check_bic("cobadeff370", "DE89370400440532013000") == "COBADEFF370"


def test_base58_reads_what_it_wrote():
    for payload in (b"\0" * 21, b"\x00\x01" + b"\xff" * 19, bytes(range(21))):
        assert base58.decode(base58.encode(payload)) == payload

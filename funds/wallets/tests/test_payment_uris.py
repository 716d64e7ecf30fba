"""What is in the QR codes, against the documents that say so."""

from decimal import Decimal

import pytest

from fidus.lib.money import Money
from funds.wallets.domain.networks import Network
from funds.wallets.domain.payment_uris import payment_uri, sepa_code
from funds.wallets.domain.quantities import BadQuantity
from funds.wallets.qr import qr_svg

BTC, ETH = "175tWpb8K1S7NmH4Zx6rewF9WQrcZv245W", "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359"


def test_bitcoin_is_written_as_bip_21_has_it():
    assert payment_uri(Network.BTC, "BTC", BTC) == f"bitcoin:{BTC}"
    full = payment_uri(Network.BTC, "BTC", BTC, quantity=Decimal("20.30"), label="Luke-Jr & Co")
    assert full == f"bitcoin:{BTC}?amount=20.3&label=Luke-Jr%20%26%20Co"
    assert payment_uri(Network.BTC, "BTC", BTC, quantity=Decimal(50)) == f"bitcoin:{BTC}?amount=50"
    with pytest.raises(BadQuantity):
        payment_uri(Network.BTC, "BTC", BTC, quantity=Decimal("1e-9"))


def test_ethereum_is_written_as_eip_681_has_it():
    assert payment_uri(Network.ETH, "ETH", ETH) == f"ethereum:{ETH}@1"
    amount = payment_uri(Network.ETH, "ETH", ETH, quantity=Decimal("2.014"))
    assert amount == f"ethereum:{ETH}@1?value=2014000000000000000"
    token = payment_uri(Network.ERC20, "USDT", ETH, quantity=Decimal("12.5"))
    contract = "0xdAC17F958D2ee523a2206206994597C13D831ec7"
    assert token == f"ethereum:{contract}@1/transfer?address={ETH}&uint256=12500000"


def test_a_code_for_tron_holds_the_address_alone():
    address = "TNPeeaaFB7K9cmo4uQpcU32zGK8G1NYqeL"
    assert payment_uri(Network.TRC20, "USDT", address, quantity=Decimal(5)) == address


def test_a_bank_transfer_is_written_as_epc069_12_has_it():
    code = sepa_code(
        holder="Red Cross of Belgium", iban="BE72000000001616", bic="BPOTBEB1",
        amount=Money.of("1.00", "EUR"), text="Urgency fund",
    )  # fmt: skip
    assert code.split("\n") == [
        "BCD", "002", "1", "SCT", "BPOTBEB1", "Red Cross of Belgium", "BE72000000001616", "EUR1.00", "", "",
        "Urgency fund",
    ]  # fmt: skip
    assert sepa_code(holder="A", iban="B", bic="C").split("\n") == ["BCD", "002", "1", "SCT", "C", "A", "B"]
    assert sepa_code(holder="A", iban="B", bic="C", amount=Money.of("1.00", "USD")) is None


def test_a_code_is_a_picture_with_words_and_no_style():
    svg = qr_svg(f"bitcoin:{BTC}", title='Pay <us> & "them"')
    assert svg.startswith('<svg role="img" ')
    assert 'class="qr"' in svg
    assert "<title>Pay &lt;us&gt; &amp; " in svg
    assert "style" not in svg
    assert "<us>" not in svg

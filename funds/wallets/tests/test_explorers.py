"""Explorers that answer, and explorers that answer slowly, wrongly or not at all; all over real HTTP."""

from contextlib import suppress
from threading import Event

import pytest

from funds.wallets.domain.sightings import Transfer
from funds.wallets.explorers import http
from funds.wallets.explorers.esplora import Esplora
from funds.wallets.explorers.etherscan import Etherscan
from funds.wallets.explorers.explorer import NoAnswer
from funds.wallets.explorers.trongrid import TronGrid
from funds.wallets.tests import chains
from funds.wallets.tests.chains import BITCOIN, BLOCK, ETHEREUM, HASH, OTHER_BLOCK, TRON
from funds.wallets.tests.scripted import scripted
from tests.waiting import wait_until

ETH_HASH = "0x" + HASH
SECRET = "a-key-that-must-not-show"


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch):
    monkeypatch.setattr(http, "_FIRST_PAUSE", 0.01)


@pytest.fixture
def script():
    with scripted() as running:
        yield running


def esplora(script, seconds=60.0):
    return Esplora(url=script.url, seconds=seconds)


def etherscan(script, seconds=60.0):
    return Etherscan(url=script.url, seconds=seconds, key=SECRET)


def trongrid(script, seconds=60.0):
    return TronGrid(url=script.url, seconds=seconds, key=SECRET)


def test_bitcoin_in_a_block_and_before_it(script):
    chains.bitcoin(script)
    found = esplora(script).find(HASH)
    assert found.transfers[1] == Transfer(BITCOIN, "BTC", 2_500_000, 1)
    assert (found.block_hash, found.height, found.confirmations) == (BLOCK, 100, 6)
    chains.bitcoin(script, block="")
    assert (esplora(script).find(HASH).block_hash, esplora(script).find(HASH).confirmations) == ("", 0)


def test_a_token_on_ethereum_and_ether_itself(script):
    chains.ethereum(script)
    found = etherscan(script).find(ETH_HASH)
    assert found.transfers[1] == Transfer(ETHEREUM, "USDT", 2_500_000_000, 4)
    assert (found.block_hash, found.confirmations, found.failed) == ("0x" + BLOCK, 64, False)
    chains.ethereum(script, asset="ETH", units=10**18)
    assert etherscan(script).find(ETH_HASH).transfers == (Transfer(ETHEREUM, "ETH", 10**18, 0),)
    chains.ethereum(script, status=0)
    assert etherscan(script).find(ETH_HASH).failed


def test_a_token_that_only_calls_itself_so_is_another_one(script):
    chains.ethereum(script, asset="0x000000000000000000000000000000000000dEaD")
    assert etherscan(script).find(ETH_HASH).transfers[1].asset == ""


def test_a_token_on_tron(script):
    chains.tron(script)
    found = trongrid(script).find(HASH)
    assert found.transfers == (Transfer(TRON, "USDT", 2_500_000_000, 0),)
    assert (found.block_hash, found.confirmations, found.failed) == (BLOCK, 20, False)
    chains.tron(script, result="OUT_OF_ENERGY")
    assert trongrid(script).find(HASH).failed
    assert script.headers[0]["TRON-PRO-API-KEY"] == SECRET


def test_what_nobody_knows_is_nothing_and_no_error(script):
    assert esplora(script).find(HASH) is None
    script.on("eth_getTransactionByHash", chains.rpc(None))
    assert etherscan(script).find(ETH_HASH) is None
    script.on("/wallet/gettransactioninfobyid", (200, {}))
    assert trongrid(script).find(HASH) is None


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_explorer_is_asked_again(script, status):
    chains.bitcoin(script)
    rightly = script.answers[f"/tx/{HASH}"][0]
    script.on(f"/tx/{HASH}", (status, "later"), (status, "later"), rightly)
    assert esplora(script).find(HASH).height == 100
    script.on(f"/tx/{HASH}", (status, "later"))
    with pytest.raises(NoAnswer, match=str(status)):
        esplora(script).find(HASH)


@pytest.mark.parametrize(
    "answer",
    [
        (200, b"<html>maintenance</html>"),
        (200, b'{"txid": "abab'),
        (200, b""),
        (200, b"[" * 100_000),
        (200, b"\xff\xfe\x00"),
        (200, []),
        (200, {"txid": HASH}),
        (200, {"txid": HASH, "vout": [{"value": -1}], "status": {"confirmed": False}}),
        (200, {"txid": HASH, "vout": [{"value": 1.5}], "status": {"confirmed": False}}),
        (200, {"txid": HASH, "vout": [{"value": "12"}], "status": {"confirmed": False}}),
        (200, {"txid": HASH, "vout": [], "status": {"confirmed": "yes"}}),
        (200, {"txid": HASH, "vout": [], "status": {"confirmed": True, "block_height": 1, "block_hash": "00"}}),
        (200, {"txid": "cd" * 32, "vout": [], "status": {"confirmed": False}}),
        (302, b""),
        (403, b"no"),
    ],
    ids=str,
)
def test_garbage_is_no_answer(script, answer):
    script.on(f"/tx/{HASH}", answer)
    with pytest.raises(NoAnswer):
        esplora(script).find(HASH)


def test_a_block_that_has_left_the_explorers_own_chain_is_not_believed(script):
    chains.bitcoin(script)
    script.on("/block-height/100", (200, OTHER_BLOCK.encode()))
    with pytest.raises(NoAnswer, match="another block"):
        esplora(script).find(HASH)
    chains.ethereum(script)
    script.on("eth_getBlockByNumber", chains.rpc({"hash": "0x" + OTHER_BLOCK}))
    with pytest.raises(NoAnswer, match="another block"):
        etherscan(script).find(ETH_HASH)
    chains.tron(script)
    script.on("/wallet/getblockbynum", (200, {"blockID": OTHER_BLOCK, "transactions": []}))
    with pytest.raises(NoAnswer, match="does not hold"):
        trongrid(script).find(HASH)


def test_an_explorer_of_another_network_is_not_believed(script):
    chains.ethereum(script, chain=11155111)
    with pytest.raises(NoAnswer, match="another network"):
        etherscan(script).find(ETH_HASH)


def test_a_refusal_with_status_200_is_no_answer_and_tells_no_key(script):
    refusal = {"status": "0", "message": "NOTOK", "result": f"Invalid API key {SECRET}"}
    script.on("eth_getTransactionByHash", (200, refusal))
    with pytest.raises(NoAnswer) as refused:
        etherscan(script).find(ETH_HASH)
    assert SECRET not in str(refused.value)


def test_nobody_there_is_no_answer_and_tells_no_key():
    with pytest.raises(NoAnswer, match="did not answer") as silence:
        Etherscan(url="http://127.0.0.1:1", seconds=2, key=SECRET).find(ETH_HASH)
    assert SECRET not in str(silence.value)


def drip(handler, over):
    handler.send_response(200)
    handler.send_header("Content-Length", "10000")
    handler.end_headers()
    _letter_by_letter(handler, over)


def drip_headers(handler, over):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
    _letter_by_letter(handler, over)


def _letter_by_letter(handler, over):
    for _ in range(1_200):
        # It stays at it though nobody may be left to read them.
        with suppress(OSError):
            handler.wfile.write(b" ")
        if over.wait(0.05):
            return


def silent(handler, over):
    over.wait(60)


def endless(handler):
    handler.send_response(200)
    handler.end_headers()
    while True:
        handler.wfile.write(b" " * 65536)


def cut_off(handler):
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"txid":')


@pytest.mark.parametrize(
    ("behaviour", "says"),
    [(drip, "too long|did not answer"), (drip_headers, "too long|did not answer"), (silent, "did not answer|too long")],
)
def test_a_slow_explorer_is_given_up_in_time(script, behaviour, says):
    given_up, at_it = Event(), []

    def answer(handler):
        at_it.append(handler)
        behaviour(handler, given_up)
        at_it.remove(handler)

    script.on(f"/tx/{HASH}", answer)
    try:
        with pytest.raises(NoAnswer, match=says):
            esplora(script, seconds=1).find(HASH)
        wait_until(lambda: len(at_it) == 1)
    finally:
        given_up.set()


def test_an_endless_answer_is_given_up(script):
    script.on(f"/tx/{HASH}", endless)
    with pytest.raises(NoAnswer, match="more than 8 MB"):
        esplora(script).find(HASH)


def test_an_answer_that_breaks_off_is_asked_for_again(script):
    chains.bitcoin(script)
    script.on(f"/tx/{HASH}", cut_off, *script.answers[f"/tx/{HASH}"])
    assert esplora(script).find(HASH).height == 100

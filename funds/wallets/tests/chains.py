"""Answers of the explorers of three chains, as their documents show them."""

from funds.wallets.domain.base58 import decode
from funds.wallets.domain.networks import COINS, Network
from funds.wallets.explorers.etherscan import TRANSFER
from funds.wallets.tests.scripted import Script

HASH = "ab" * 32
HEIGHT, BLOCK, OTHER_BLOCK = 100, "11" * 32, "22" * 32
BITCOIN = "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0"
ETHEREUM = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
TRON = "TNPeeaaFB7K9cmo4uQpcU32zGK8G1NYqeL"


def bitcoin(script: Script, *, units=2_500_000, receiver=BITCOIN, block=BLOCK, tip=105) -> None:
    """Esplora; without a block it still waits for one."""
    status = {"confirmed": False}
    if block:
        status = {"confirmed": True, "block_height": HEIGHT, "block_hash": block, "block_time": 1_700_000_000}
        script.on(f"/block-height/{HEIGHT}", (200, block.encode()))
    outputs = [{"scriptpubkey": "6a", "value": 0}, {"scriptpubkey_address": receiver, "value": units}]
    script.on(f"/tx/{HASH}", (200, {"txid": HASH, "vout": outputs, "status": status}))
    script.on("/blocks/tip/height", (200, tip))


def rpc(result: object) -> tuple[int, object]:
    return 200, {"jsonrpc": "2.0", "id": 1, "result": result}


def ethereum(
    script: Script,
    *,
    units=2_500_000_000,
    receiver=ETHEREUM,
    asset="USDT",
    block=BLOCK,
    tip=163,
    status=1,
    chain=1,
) -> None:
    """Etherscan's proxy; `asset` is a token of ours, or a contract's address, or ETH itself."""
    contract = COINS[Network.ERC20, asset].contract if asset in {"USDT", "USDC"} else asset
    own = asset == "ETH"
    sent = {
        "hash": "0x" + HASH, "chainId": hex(chain),
        "to": receiver.lower() if own else contract.lower(), "value": hex(units) if own else "0x0",
    }  # fmt: skip
    log = {
        "address": contract.lower(), "data": f"0x{units:064x}", "logIndex": "0x4",
        "topics": [TRANSFER, "0x" + "0" * 64, "0x" + receiver[2:].lower().rjust(64, "0")],
    }  # fmt: skip
    script.on("eth_getTransactionByHash", rpc(sent))
    receipt = {
        "transactionHash": "0x" + HASH, "blockNumber": hex(HEIGHT), "blockHash": "0x" + block, "status": hex(status),
        "logs": [] if own or not status else [log],
    }  # fmt: skip
    script.on("eth_getTransactionReceipt", rpc(receipt if block else None))
    script.on("eth_getBlockByNumber", rpc({"hash": "0x" + block, "number": hex(HEIGHT)}))
    script.on("eth_blockNumber", rpc(hex(tip)))


def tron(
    script: Script,
    *,
    units=2_500_000_000,
    receiver=TRON,
    asset="USDT",
    block=BLOCK,
    tip=119,
    result="SUCCESS",
) -> None:
    """A TRON node; addresses in logs are written without the leading 41."""
    contract = decode(COINS[Network.TRC20, asset].contract)[1:].hex()
    log = {
        "address": contract, "data": f"{units:064x}",
        "topics": [TRANSFER[2:], "0" * 64, decode(receiver)[1:].hex().rjust(64, "0")],
    }  # fmt: skip
    info = {"id": HASH, "blockNumber": HEIGHT, "receipt": {"result": result}, "log": [log]}
    if result != "SUCCESS":
        info |= {"result": "FAILED", "log": []}
    script.on("/wallet/gettransactioninfobyid", (200, info))
    script.on("/wallet/getblockbynum", (200, {"blockID": block, "transactions": [{"txID": HASH}]}))
    script.on("/wallet/getnowblock", (200, {"block_header": {"raw_data": {"number": tip}}}))

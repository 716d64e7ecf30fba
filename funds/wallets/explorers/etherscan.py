"""Ethereum, by the HTTP interface of Etherscan (its proxy module, docs.etherscan.io): ETH and ERC-20 transfers."""

from funds.wallets.domain.ethereum import checksummed
from funds.wallets.domain.networks import COINS, Network
from funds.wallets.domain.sightings import Sighting, Transfer
from funds.wallets.explorers.answers import Answer
from funds.wallets.explorers.explorer import NoAnswer
from funds.wallets.explorers.http import Asker

_MAIN_NETWORK = 1
# What a token logs when it is sent: the keccak of the event's signature in ERC-20.
TRANSFER = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef"
TOKENS = {coin.contract.lower(): asset for (network, asset), coin in COINS.items() if network == Network.ERC20}


class Etherscan:
    """`url` is the whole address of the interface, such as https://host/v2/api."""

    def __init__(self, *, url: str, seconds: float, key: str = "") -> None:
        self._url, self._seconds, self._key = url, seconds, key
        self.name = Asker(url, seconds=seconds).name

    def find(self, tx_hash: str) -> Sighting | None:
        """ETH that a contract passes on within a transaction is not seen: Ethereum writes no transfer for it."""
        asker = Asker(self._url, seconds=self._seconds)
        found = self._ask(asker, "eth_getTransactionByHash", txhash=tx_hash)
        if found is None:
            return None
        sent = Answer(self.name, found)
        if sent.hash("hash") != tx_hash:
            raise NoAnswer(f"{self.name} answered for another transaction")
        if "chainId" in sent.content and sent.hexadecimal("chainId") != _MAIN_NETWORK:
            raise NoAnswer(f"{self.name} answers for another network (chain {sent.hexadecimal('chainId')})")
        own = (Transfer(_address(sent.content.get("to")), "ETH", sent.hexadecimal("value"), 0),)
        receipt = self._ask(asker, "eth_getTransactionReceipt", txhash=tx_hash)
        if receipt is None:
            return Sighting(tx_hash, own)
        return self._in_block(asker, tx_hash, own, Answer(self.name, receipt))

    def _in_block(self, asker: Asker, tx_hash: str, own: tuple[Transfer, ...], receipt: Answer) -> Sighting:
        if receipt.hash("transactionHash") != tx_hash:
            raise NoAnswer(f"{self.name} answered with the receipt of another transaction")
        height, block = receipt.hexadecimal("blockNumber"), receipt.hash("blockHash")
        at_height = self._ask(asker, "eth_getBlockByNumber", tag=hex(height), boolean="false")
        if Answer(self.name, at_height).hash("hash") != block:
            raise NoAnswer(f"{self.name} has another block at height {height} than the one it names")
        tip = Answer(self.name, {"tip": self._ask(asker, "eth_blockNumber")}).hexadecimal("tip")
        failed = receipt.hexadecimal("status") == 0
        tokens = tuple(transfer for log in receipt.parts("logs") if (transfer := _token_transfer(log)))
        return Sighting(tx_hash, own + tokens, failed, block, height, max(tip - height + 1, 0))

    def _ask(self, asker: Asker, action: str, **parameters: str) -> object:
        named = {"chainid": str(_MAIN_NETWORK), "module": "proxy", "action": action, **parameters}
        if self._key:
            named["apikey"] = self._key
        answer = Answer(self.name, asker.get(**named))
        # Refusals come as {"status": "0", "message": "NOTOK", "result": words} or as {"error": ...}, with status 200.
        if "error" in answer.content or answer.content.get("status") == "0" or "result" not in answer.content:
            raise NoAnswer(f"{self.name} refused the question")
        return answer.content["result"]


def _token_transfer(log: Answer) -> Transfer | None:
    topics = log.content.get("topics")
    if not isinstance(topics, list) or len(topics) != 3 or topics[0] != TRANSFER:
        return None
    receiver = Answer(log.name, {"to": topics[2]}).hash("to")
    asset = TOKENS.get(log.text("address").lower(), "")
    return Transfer(checksummed("0x" + receiver[-40:]), asset, log.hexadecimal("data"), log.hexadecimal("logIndex"))


def _address(to: object) -> str:
    """Empty where a contract was made and nobody was paid."""
    if not isinstance(to, str) or len(to) != 42:
        return ""
    return checksummed(to)

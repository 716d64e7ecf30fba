"""TRON, by the HTTP interface of its nodes, as TronGrid offers it (developers.tron.network): TRC-20 transfers."""

from funds.wallets.domain.networks import COINS, Network
from funds.wallets.domain.sightings import Sighting, Transfer
from funds.wallets.domain.tron import from_hex
from funds.wallets.explorers.answers import Answer
from funds.wallets.explorers.etherscan import TRANSFER
from funds.wallets.explorers.explorer import NoAnswer
from funds.wallets.explorers.http import Asker

TOKENS = {coin.contract: asset for (network, asset), coin in COINS.items() if network == Network.TRC20}


class TronGrid:
    """`url` is the root of the node, such as https://host; the key goes in a header."""

    def __init__(self, *, url: str, seconds: float, key: str = "") -> None:
        self._url, self._seconds = url, seconds
        self._headers = {"TRON-PRO-API-KEY": key} if key else {}
        self.name = Asker(url, seconds=seconds).name

    def find(self, tx_hash: str) -> Sighting | None:
        """Nodes tell what a transaction did once a block holds it; before that it counts as unknown."""
        asker = Asker(self._url, seconds=self._seconds, headers=self._headers)
        info = Answer(self.name, asker.post("/wallet/gettransactioninfobyid", {"value": tx_hash}))
        if not info.content:
            return None
        if "Error" in info.content:
            raise NoAnswer(f"{self.name} refused the question")
        if info.hash("id") != tx_hash:
            raise NoAnswer(f"{self.name} answered for another transaction")
        height = info.number("blockNumber")
        block = Answer(self.name, asker.post("/wallet/getblockbynum", {"num": height}))
        held = {one.text("txID").lower() for one in block.parts("transactions", missing_is_none=True)}
        if tx_hash not in held:
            raise NoAnswer(f"{self.name} has a block at height {height} that does not hold the transaction")
        now = Answer(self.name, asker.post("/wallet/getnowblock", {}))
        tip = now.part("block_header").part("raw_data").number("number")
        failed = info.content.get("result") == "FAILED" or info.part("receipt").content.get("result") not in {
            None,
            "SUCCESS",
        }
        transfers = tuple(
            transfer
            for place, log in enumerate(info.parts("log", missing_is_none=True))
            if (transfer := self._transfer(place, log))
        )
        return Sighting(tx_hash, transfers, failed, block.hash("blockID"), height, max(tip - height + 1, 0))

    def _transfer(self, place: int, log: Answer) -> Transfer | None:
        topics = log.content.get("topics")
        if not isinstance(topics, list) or len(topics) != 3 or topics[0] != TRANSFER.removeprefix("0x"):
            return None
        receiver = Answer(log.name, {"to": topics[2]}).hash("to")
        units = Answer(log.name, {"data": "0x" + log.text("data")}).hexadecimal("data")
        try:
            contract = from_hex(log.text("address"))
        except ValueError:
            raise log.unexpected("address") from None
        return Transfer(from_hex(receiver[-40:]), TOKENS.get(contract, ""), units, place)

"""Bitcoin, by the HTTP interface of Esplora (github.com/Blockstream/esplora, its API document)."""

from funds.wallets.domain.sightings import Sighting, Transfer
from funds.wallets.explorers.answers import Answer
from funds.wallets.explorers.explorer import NoAnswer
from funds.wallets.explorers.http import Asker


class Esplora:
    """`url` is the root of the interface, such as https://host/api; it takes no key."""

    def __init__(self, *, url: str, seconds: float, key: str = "") -> None:
        self._url, self._seconds = url, seconds
        self.name = Asker(url, seconds=seconds).name

    def find(self, tx_hash: str) -> Sighting | None:
        asker = Asker(self._url, seconds=self._seconds)
        found = asker.get(f"/tx/{tx_hash}")
        if found is None:
            return None
        answer = Answer(self.name, found)
        if answer.hash("txid") != tx_hash:
            raise NoAnswer(f"{self.name} answered for another transaction")
        transfers = tuple(
            Transfer(_address(output), "BTC", output.number("value"), place)
            for place, output in enumerate(answer.parts("vout"))
        )
        status = answer.part("status")
        if not status.flag("confirmed"):
            return Sighting(tx_hash, transfers)
        height, block = status.number("block_height"), status.hash("block_hash")
        tip = asker.get("/blocks/tip/height")
        if not isinstance(tip, int) or isinstance(tip, bool):
            raise NoAnswer(f"{self.name} does not say how high its chain is")
        if self._block_at(asker, height) != block:
            raise NoAnswer(f"{self.name} has another block at height {height} than the one it names")
        return Sighting(tx_hash, transfers, False, block, height, max(tip - height + 1, 0))

    def _block_at(self, asker: Asker, height: int) -> str | None:
        """Its chain as it stands now: a transaction may still name a block that has left it."""
        block = asker.get_text(f"/block-height/{height}")
        return None if block is None else block.strip().lower()


def _address(output: Answer) -> str:
    """Empty for outputs without one, such as data."""
    address = output.content.get("scriptpubkey_address", "")
    return address if isinstance(address, str) else ""

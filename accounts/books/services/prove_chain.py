from django.db import transaction

from accounts.books.models import ChainProof
from accounts.ledger.api import Verification, newest_seal, prove_seals
from fidus.lib import clock

# Entries between two notes of how far it is: what a killed proof loses.
STRETCH = 20_000
GENESIS = (0, bytes(32))


def prove_chain(*, stretch: int = STRETCH) -> Verification:
    """Recompute the ledger's chain from the last proof to the newest seal, noting every stretch that holds.

    Two that run at once prove the same and note it once.
    """
    last = ChainProof.objects.first()
    after = (last.seal, bytes(last.hash)) if last else GENESIS
    proved, until = 0, newest_seal()
    while True:
        result = prove_seals(after=after, most=stretch)
        proved += result.sealed
        if result.findings or result.newest == after[0]:
            break
        with transaction.atomic():
            note = {"hash": result.hash, "entries": result.sealed, "proved_at": clock.now()}
            ChainProof.objects.get_or_create(seal=result.newest, defaults=note)
        after = (result.newest, result.hash)
        if result.newest >= until:
            break
    result.sealed = proved
    return result

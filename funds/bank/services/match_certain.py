"""Match by itself what is exact and unambiguous, and nothing else."""

from accounts.models import User
from funds.bank.errors import NotMatching
from funds.bank.models import BankAccount, Match
from funds.bank.selectors import suggestions
from funds.bank.services.match_transactions import match_transactions


def match_certain(*, account: BankAccount, by: User | None) -> list[Match]:
    """The matches made; what somebody matched meanwhile is passed by."""
    made = []
    for one in suggestions(account):
        if not one.certain:
            continue
        try:
            match = match_transactions(
                account=account,
                transactions=one.bank,
                entries=one.ledger,
                reasons=one.reasons,
                score=one.score,
                automatic=True,
                by=by,
            )
        except NotMatching:
            continue
        made.append(match)
    return made

from accounts.ledger.domain.entries import Draft, Posted
from accounts.ledger.services.post_entries import post_entries
from accounts.models import User


def post_entry(draft: Draft, *, by: User | None) -> Posted:
    """Post one entry; raises as post_entries does."""
    return post_entries([draft], by=by)[0]

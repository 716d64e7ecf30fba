"""What the ledger does by itself."""

from celery import shared_task

from accounts.ledger.services.seal import seal


@shared_task(time_limit=300, soft_time_limit=290)  # type: ignore[untyped-decorator]
def seal_entries() -> None:
    """Seal what has been committed; harmless when run twice, and the next run finds what this one could not."""
    seal()

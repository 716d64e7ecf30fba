"""Webhooks for the browser: one that works, one that fails, with messages in every state."""

from datetime import timedelta

from django.db import transaction

from accounts.hooks.models import Hook, Message
from accounts.hooks.services.make_hook import make_hook
from accounts.models import User
from fidus.lib import clock

LONG = "https://integrations.northlight-family-holding.example/receivers/fidus/production?tenant=0147"
# State, attempts, status, words of what came of it.
CAME_OF_IT = (
    ("waiting", 2, 503, ""),
    ("delivered", 1, 204, ""),
    ("dead", 10, None, "it refused the connection"),
    ("dropped", 0, None, "Not sent: it is not its owner's to see."),
)


@transaction.atomic
def hooks_at_work(ada: User, investment: str) -> dict[str, object]:
    """Facts for paths: a client's webhook and its dead letter."""
    kinds = ["InterestFellDue", "InterestPaid", "StatementIssued", "RedemptionPaid"]
    make_hook(label="Trying things out", url="https://books.example/try", kinds=["StatementIssued"], by=ada)
    hook = make_hook(label="Bookkeeping of the family", url=LONG, kinds=kinds, environment="live", by=ada).hook
    now, letter = clock.now(), None
    for place, (state, attempts, status, error) in enumerate(CAME_OF_IT):
        message = Message.objects.create(
            hook=hook, number=f"msg_{place:032x}", kind="InterestFellDue", event=900 + place, state=state,
            happened_at=now - timedelta(hours=place), path=f"investments/{investment}", attempts=attempts,
            due_at=now + timedelta(hours=2), tried_at=now, status=status, error=error, milliseconds=181,
            answer="Service Unavailable" if status == 503 else "",
        )  # fmt: skip
        letter = message.pk if state == "dead" else letter
    Hook.objects.filter(pk=hook.pk).update(
        failing_since=now - timedelta(hours=4), failures=2, delivered_at=now - timedelta(hours=5)
    )
    return {"hook": hook.pk, "letter": letter}

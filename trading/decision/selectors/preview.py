"""What an allocation would come to now, for whoever decides about it."""

from decimal import Decimal

from django.db.models import Sum

from trading.decision.domain.terms_states import TermsState
from trading.decision.domain.verdicts import money, percent
from trading.decision.models import Allocation
from trading.watch.models import Standing


def preview_of(allocation: Allocation) -> tuple[tuple[str, str], ...]:
    """Name and words: of its equity what, and what other strategies have of the account."""
    standing = Standing.objects.filter(account=allocation.account_id).first()
    currency = allocation.account.currency
    comes_to = "the account was never seen"
    if standing is not None:
        amount = standing.equity * allocation.share / 100
        comes_to = f"{money(amount, currency)} now, of {money(standing.equity, currency)}"
    others = Allocation.objects.filter(account=allocation.account_id, state=TermsState.ACTIVE).exclude(
        strategy=allocation.strategy_id
    )
    given = others.aggregate(whole=Sum("share", default=Decimal(0)))["whole"]
    before = Allocation.objects.filter(
        account=allocation.account_id, strategy=allocation.strategy_id, state=TermsState.ACTIVE
    ).first()
    return (
        ("Share", f"{percent(allocation.share)}: {comes_to}"),
        ("It has now", percent(before.share) if before is not None and before.pk != allocation.pk else "nothing else"),
        ("Other strategies have", percent(given) if given else "nothing"),
    )

from decimal import Decimal

from django.db import transaction

from fidus.lib import clock
from trading.reconciliation.domain.break_states import BreakState
from trading.reconciliation.domain.comparing import Compared, Kind
from trading.reconciliation.domain.reasons import Circumstances
from trading.reconciliation.models import Break
from trading.reconciliation.selectors.comparison import Found
from trading.reconciliation.services.move_break import confirm_break, open_break
from trading.reconciliation.services.reconcile import is_alone


@transaction.atomic
def report_order(*, account: int, number: str, volume: Decimal, remark: str) -> bool:
    """Whether a working order at the broker that is none of ours became an open break now: at once, without suspicion.

    The next comparisons follow it as any other. False while another comparison runs, too: report it again.
    """
    if not is_alone():
        return False
    one = Compared(
        account=account, kind=Kind.ORDER, subject=number[:80], ours=Decimal(0), theirs=volume, seen_at=clock.now(),
        live=True,
    )  # fmt: skip
    found, remark = Found(one, Circumstances()), remark[:500]
    rows = Break.objects.filter(account=account, kind=one.kind.value, subject=one.subject).select_related("account")
    broken = rows.exclude(state=BreakState.CLEARED.value).select_for_update(of=("self",)).first()
    if broken is None:
        open_break(found, state=BreakState.OPEN, by=None, remark=remark)
    elif broken.state == BreakState.SUSPECTED.value:
        confirm_break(broken, found, by=None, remark=remark)
    else:
        return False
    return True

"""Say which figures raise an alert, for one account, a broker's accounts, or all."""

from decimal import Decimal

from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from trading.alerts.domain.hysteresis import why_no_rule
from trading.alerts.domain.kinds import KINDS, Kind
from trading.alerts.errors import NotARule
from trading.alerts.events import AlertRuleSet
from trading.alerts.models import AlertRule
from trading.models import BrokerAccount

_MOST = Decimal(10) ** 15
_LONGEST = 366


@transaction.atomic
def set_rule(
    *,
    kind: Kind,
    threshold: Decimal,
    by: User,
    clears_at: Decimal | None = None,
    account: BrokerAccount | None = None,
    broker: str = "",
    days: int = 1,
    is_on: bool = True,
) -> AlertRule:
    """The rule of this kind for these accounts, new or changed; alerts that stand are held against it from now on.

    `clears_at` is the usual distance from the threshold unless told. Raises NotARule.
    """
    usual, broker = KINDS[kind], broker.strip()
    if clears_at is None:
        clears_at = (threshold * usual.clears_at / usual.threshold).quantize(Decimal("0.001"))
    if wrong := why_no_rule(kind, threshold, clears_at):
        raise NotARule(wrong)
    if max(threshold, clears_at) >= _MOST:
        raise NotARule("The figure is too large.")
    if account is not None and broker:
        raise NotARule("A rule is of one account or of a broker's accounts, not of both.")
    if not usual.of_account and (account is not None or broker):
        raise NotARule("Gateways are shared: this rule is of all.")
    if broker and not BrokerAccount.objects.filter(broker=broker).exists():
        raise NotARule(f"There is no account at a broker {broker}; write the name as the accounts have it.")
    if not 1 <= days <= _LONGEST:
        raise NotARule(f"From 1 to {_LONGEST} days.")
    rule, _ = AlertRule.objects.update_or_create(
        kind=kind.value,
        account=account,
        broker=broker,
        defaults={
            "threshold": threshold, "clears_at": clears_at, "days": days, "is_on": is_on, "set_at": clock.now(),
            "set_by": by,
        },
    )  # fmt: skip
    told = AlertRuleSet(
        f"alert rule:{rule.pk}", None, rule.get_kind_display(), rule.where, threshold, clears_at, days, is_on
    )
    record(told, by=by)
    return rule

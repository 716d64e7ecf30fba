"""Which figures raise an alert."""

from typing import Any

from django.contrib import admin
from django.utils.safestring import SafeString

from accounts.admin.deeds import Deed, DeedsAdmin
from accounts.models import User
from fidus.templatetags.figures import age
from fidus.templatetags.parts import badge
from trading.alerts.domain.kinds import Kind
from trading.alerts.errors import AlertsError
from trading.alerts.forms import ChangeRuleForm, RuleForm
from trading.alerts.models import AlertRule
from trading.alerts.services.set_rule import set_rule


def _change(rule: AlertRule, given: dict[str, Any], by: User) -> AlertRule:
    return set_rule(kind=Kind(rule.kind), account=rule.account, broker=rule.broker, by=by, **given)


@admin.register(AlertRule)
class AlertRuleAdmin(DeedsAdmin):
    list_display = ["what", "where_shown", "opens", "ends", "days", "standing", "set_by", "since"]
    list_filter = ["kind", "is_on"]
    search_fields = ["=account__login", "broker"]
    list_select_related = ["account", "set_by"]
    refusals = (AlertsError,)
    fields = ["what", "where_shown", "opens", "ends", "days", "standing", "set_by", "set_at"]
    readonly_fields = fields
    deeds = (
        Deed(
            name="set",
            label="Set a rule",
            explain="The nearest rule of a kind holds for an account: its own, then its broker's, then the one of all.",
            done="The rule holds from now on.",
            permission="alerts.set_rule",
            perform=lambda nothing, given, by: set_rule(by=by, **given),
            form=RuleForm,
            on_list=True,
        ),
        Deed(
            name="adjust",
            label="Change",
            explain="Alerts that stand are held against it from now on; where it is switched off, they end.",
            done="The rule holds from now on.",
            permission="alerts.set_rule",
            perform=_change,
            form=ChangeRuleForm,
            initial=lambda rule: {
                "threshold": f"{rule.threshold.normalize():f}", "clears_at": f"{rule.clears_at.normalize():f}",
                "days": rule.days, "is_on": rule.is_on,
            },
        ),
    )  # fmt: skip

    def facts_of(self, thing: AlertRule) -> tuple[tuple[str, str], ...]:
        return (("What", thing.get_kind_display()), ("Of", thing.where))

    @admin.display(description="what", ordering="kind")
    def what(self, rule: AlertRule) -> str:
        return rule.get_kind_display()

    @admin.display(description="of", ordering="account")
    def where_shown(self, rule: AlertRule) -> str:
        return rule.where

    @admin.display(description="opens at")
    def opens(self, rule: AlertRule) -> str:
        return rule.shown(rule.threshold)

    @admin.display(description="ends at")
    def ends(self, rule: AlertRule) -> str:
        return "when it is seen" if rule.kind == Kind.WITHDRAWAL.value else rule.shown(rule.clears_at)

    @admin.display(description="set", ordering="set_at")
    def since(self, rule: AlertRule) -> SafeString:
        return age(rule.set_at)

    @admin.display(description="state", ordering="is_on")
    def standing(self, rule: AlertRule) -> SafeString:
        return badge("active", "On") if rule.is_on else badge("closed", "Off")

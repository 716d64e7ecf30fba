"""How far trading is let, over the API."""

from django.db.models import Q, QuerySet
from rest_framework import serializers

from accounts.gateway.rest.fields import Person
from accounts.gateway.rest.records import Nothing, Record
from accounts.gateway.rest.resource import Records, operation
from accounts.models import User
from trading.orders.gates import RESUME, SWITCH
from trading.orders.models import Switch
from trading.orders.rest.instructions import AllOf, Reason
from trading.orders.selectors.scopes import thing_of
from trading.orders.services.approve_resume import approve_resume
from trading.orders.services.decline_resume import decline_resume
from trading.orders.services.set_switch import set_switch
from trading.signals.selectors import OVERSEES


class SwitchRecord(Record):
    """What was ever reduced or halted. While `asked_state` is not empty, a second person lets the firm go on."""

    strategy = serializers.CharField(source="strategy.code", allow_null=True, default=None)
    set_by, asked_by = Person(), Person()

    class Meta:
        model = Switch
        fields = (
            "id", "scope", "broker", "account", "strategy", "state", "reason", "set_at", "set_by", "asked_state",
            "asked_by", "asked_at", "asked_reason",
        )  # fmt: skip


class Setting(AllOf):
    """What is to be let how far."""

    action = serializers.ChoiceField(["reduce", "halt", "resume"])
    reason = serializers.CharField(max_length=300)


class Switches(Records):
    """How far trading is let, of the firm, brokers, accounts and strategies; what is not here trades."""

    kind = "orders"
    permission = "orders.view_switch"
    queryset = Switch.objects.select_related("account", "strategy", "set_by", "asked_by")
    serializer_class = SwitchRecord
    filterset_fields = {
        "scope": ["exact"], "state": ["exact"], "broker": ["exact"], "account": ["exact"], "strategy__code": ["exact"],
    }  # fmt: skip

    def seen_by(self, user: User) -> QuerySet[Switch]:
        rows = self.rows()
        return rows if user.has_perm(OVERSEES) else rows.filter(Q(strategy=None) | Q(strategy__developer=user))

    @operation(permission=SWITCH, takes=Setting)
    def create(self, *, by: User, scope: str, thing: str, action: str, reason: str) -> Switch:
        """Reduce, halt or resume, at once; resuming the whole firm asks a second person."""
        return set_switch(scope=scope, thing=thing_of(scope, thing), action=action, reason=reason, by=by)

    @operation(permission=RESUME, takes=Nothing)
    def approve_resume(self, switch: Switch, *, by: User) -> Switch:
        """Let the whole firm trade again, as somebody else asked."""
        return approve_resume(switch=switch, by=by)

    @operation(permission=SWITCH, takes=Reason)
    def decline_resume(self, switch: Switch, *, by: User, reason: str) -> Switch:
        """It stays as it is."""
        return decline_resume(switch=switch, reason=reason, by=by)

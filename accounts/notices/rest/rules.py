"""Rules of notices over the API."""

from typing import Any

from rest_framework import serializers

from accounts.gateway.rest.fields import Known
from accounts.gateway.rest.records import Order, Record
from accounts.gateway.rest.resource import operation
from accounts.models import User
from accounts.notices.gates import PERMISSION
from accounts.notices.models import Channel, NoticeRule
from accounts.notices.rest.own import Own
from accounts.notices.services.set_rule import end_rule, set_rule


class RuleRecord(Record):
    """What the caller is told by one channel, and when."""

    class Meta:
        model = NoticeRule
        fields = ("id", "channel", "kinds", "pace", "heard_from")


class RuleOrder(Order):
    """What is to be told; kinds are those of webhooks and the caller's own sign-in."""

    channel = Known(queryset=Channel.objects.all(), slug_field="id")
    kinds = serializers.ListField(child=serializers.CharField(max_length=80), min_length=1, max_length=200)
    pace = serializers.ChoiceField(NoticeRule.Pace.choices, default=NoticeRule.Pace.AT_ONCE)

    def validate_channel(self, channel: Channel) -> Channel:
        if channel.owner_id != self.context["request"].user.pk:
            raise serializers.ValidationError("There is no such channel of yours.")
        return channel


class Rules(Own):
    """Rules of notices: of what you are told, by what, and when."""

    queryset = NoticeRule.objects.filter(ended_at=None)
    serializer_class = RuleRecord
    filterset_fields = {"channel": ["exact"], "pace": ["exact"]}

    @operation(permission=PERMISSION, clients_may=True, takes=RuleOrder)
    def create(self, *, by: User, **given: Any) -> NoticeRule:
        """Make a rule; it tells of what happens from now on, as far as you may see it then."""
        return set_rule(**given, by=by)

    @operation(permission=PERMISSION, clients_may=True, takes=RuleOrder)
    def change(self, rule: NoticeRule, *, by: User, **given: Any) -> NoticeRule:
        """Choose anew what it tells."""
        return set_rule(**given, rule=rule, by=by)

    @operation(permission=PERMISSION, clients_may=True)
    def end(self, rule: NoticeRule, *, by: User) -> None:
        """End it; what waits already is sent."""
        end_rule(rule, by=by)

"""Webhooks over the API: each person's own."""

from typing import Any

from django.db.models import QuerySet
from oauth2_provider.models import AccessToken
from rest_framework import serializers
from rest_framework.request import Request

from accounts.gateway.models import ApiKey
from accounts.gateway.rest.permissions import granted_scopes
from accounts.gateway.rest.records import Order, Record
from accounts.gateway.rest.resource import Records, operation
from accounts.hooks.domain.hook_states import REMOVED
from accounts.hooks.domain.message_states import DEAD
from accounts.hooks.domain.receivers import LONGEST
from accounts.hooks.gates import PERMISSION
from accounts.hooks.models import Hook, Message
from accounts.hooks.selectors import counted
from accounts.hooks.services.change_hook import change_hook
from accounts.hooks.services.make_hook import make_hook
from accounts.hooks.services.move_hook import move_hook
from accounts.hooks.services.rotate_secret import rotate_secret
from accounts.hooks.services.send_again import send_again
from accounts.hooks.services.send_test import send_test
from accounts.models import Client, User

_FIELDS = (
    "id", "label", "url", "kinds", "environment", "state", "why", "made_at", "delivered_at", "failing_since",
    "old_until", "waiting", "dead",
)  # fmt: skip


class HookRecord(Record):
    """A webhook of the caller's own."""

    waiting = serializers.IntegerField(help_text="Messages that are still on their way.")
    dead = serializers.IntegerField(help_text="Messages that were given up: dead letters.")

    class Meta:
        model = Hook
        fields = _FIELDS


class SecretRecord(Record):
    """A webhook with the secret that signs its messages, which is told this once."""

    secret = serializers.CharField(
        source="told", allow_null=True, help_text="Null where the same call was answered before: nobody kept it."
    )

    class Meta:
        model = Hook
        fields = ("id", "label", "url", "kinds", "environment", "state", "old_until", "secret")
        told_once = ("secret",)


class MessageRecord(Record):
    """One event on its way to one webhook."""

    id = serializers.CharField(source="number", help_text="The webhook-id.")
    event = serializers.IntegerField(allow_null=True, help_text="The trail's number; a test message has none.")
    about = serializers.CharField(source="path", help_text="What it is about: its address below /api/v1.")

    class Meta:
        model = Message
        fields = (
            "id", "hook", "kind", "event", "about", "happened_at", "state", "attempts", "due_at", "tried_at", "status",
            "milliseconds", "error",
        )  # fmt: skip


class Choice(Order):
    """What a webhook hears of."""

    kinds = serializers.ListField(child=serializers.CharField(max_length=80), min_length=1, max_length=200)
    environment = serializers.ChoiceField(Hook.Environment.choices)


class NewHook(Choice):
    """A webhook to make."""

    label = serializers.CharField(max_length=80)
    url = serializers.CharField(max_length=LONGEST)
    environment = serializers.ChoiceField(Hook.Environment.choices, default=Hook.Environment.TEST)


class _Own(Records):
    """Nobody sees a webhook of somebody else over the API, the office neither."""

    kind = "hooks"
    permission = PERMISSION
    behind_wall = False
    owner: str  # the way from a row to the person whose it is

    def seen_by(self, user: User) -> QuerySet[Any]:
        return self.rows().filter(**{self.owner: user})

    def of_clients(self, rows: QuerySet[Any], clients: QuerySet[Client]) -> QuerySet[Any]:
        """Clients have webhooks of their own, too; `seen_by` says which."""
        return rows


class Hooks(_Own):
    """Webhooks: addresses of yours that are told when something happens to what you may see."""

    queryset = counted(Hook.objects.exclude(state=REMOVED))
    serializer_class = HookRecord
    filterset_fields = {"state": ["exact"], "environment": ["exact"]}
    owner = "owner"

    @operation(permission=PERMISSION, clients_may=True, takes=NewHook, gives=SecretRecord)
    def create(self, *, by: User, **given: Any) -> Hook:
        """Make a webhook; its secret is told this once."""
        made = make_hook(**given, **_through(self.request), lent=granted_scopes(self.request), by=by)
        return _telling(made.hook, made.secret)

    @operation(permission=PERMISSION, clients_may=True, takes=Choice)
    def change(self, hook: Hook, *, by: User, **given: Any) -> Hook:
        """Change what a webhook hears of; another address is another webhook."""
        return change_hook(hook, **given, lent=granted_scopes(self.request), by=by)

    @operation(permission=PERMISSION, clients_may=True, gives=SecretRecord)
    def rotate(self, hook: Hook, *, by: User) -> Hook:
        """Give it a new secret, told this once; the old one signs beside it for 24 hours."""
        secret = rotate_secret(hook, by=by)
        hook.refresh_from_db()
        return _telling(hook, secret)

    @operation(permission=PERMISSION, clients_may=True, gives=MessageRecord)
    def test(self, hook: Hook, *, by: User) -> Message:
        """Send it a test message."""
        message = send_test(hook, by=by)
        return Message.objects.get(pk=message.pk)

    @operation(permission=PERMISSION, clients_may=True)
    def switch_off(self, hook: Hook, *, by: User) -> Hook:
        """Switch it off; what waits for it is dropped."""
        return move_hook(hook, "switch_off", by=by)

    @operation(permission=PERMISSION, clients_may=True)
    def switch_on(self, hook: Hook, *, by: User) -> Hook:
        """Switch it on again; what happened meanwhile is not sent later."""
        return move_hook(hook, "switch_on", by=by)

    @operation(permission=PERMISSION, clients_may=True)
    def remove(self, hook: Hook, *, by: User) -> None:
        """Remove it for good."""
        move_hook(hook, "remove", by=by)

    @operation(permission=PERMISSION, clients_may=True)
    def send_again(self, hook: Hook, *, by: User) -> Hook:
        """Send all its dead letters again, under the webhook-ids that they had."""
        send_again(hook, hook.messages.filter(state=DEAD), by=by)
        return hook


class Messages(_Own):
    """What was sent to the caller's webhooks, and what came of it."""

    queryset = Message.objects.exclude(hook__state=REMOVED)
    serializer_class = MessageRecord
    lookup_field = "number"
    filterset_fields = {"hook": ["exact"], "state": ["exact"], "kind": ["exact"], "event": ["exact"]}
    owner = "hook__owner"

    @operation(permission=PERMISSION, clients_may=True)
    def send_again(self, message: Message, *, by: User) -> Message:
        """Send it again, under the webhook-id that it had."""
        send_again(message.hook, Message.objects.filter(pk=message.pk), by=by)
        return message


def _telling(hook: Hook, secret: str) -> Hook:
    hook.told = secret
    return hook


def _through(request: Request) -> dict[str, Any]:
    """The program or key that asks; what it makes hears no more than it may see, and for no longer."""
    match request.auth:
        case ApiKey() as key:
            return {"key": key}
        case AccessToken() as token:
            return {"program": token.application.program}
    return {}

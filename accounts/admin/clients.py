"""Clients and the people who act for them."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from accounts.admin.deeds import Deed, DeedsAdmin
from accounts.admin.forms import AddressForm, MemberForm, OpenClientForm
from accounts.errors import AccountsError
from accounts.models import Client, User
from accounts.services.add_member import add_member
from accounts.services.invite_user import invite_user
from accounts.services.open_client import open_client
from accounts.services.remove_member import remove_member
from fidus.templatetags.figures import NONE, day


def _open(thing: None, data: dict[str, Any], by: User) -> Client:
    return open_client(**data, by=by)


def _invite(client: Client, data: dict[str, Any], by: User) -> None:
    invite_user(email=data["email"], client=client, by=by)


def _add(client: Client, data: dict[str, Any], by: User) -> None:
    add_member(client=client, user=User.objects.get(email=data["email"]), by=by)


def _remove(client: Client, data: dict[str, Any], by: User) -> None:
    remove_member(client=client, user=User.objects.get(email=data["email"]), by=by)


@admin.register(Client)
class ClientAdmin(DeedsAdmin):
    list_display = ["number", "name", "kind", "country", "reporting_currency", "opened_at"]
    list_display_links = ["number", "name"]
    list_filter = ["kind", "country", "reporting_currency"]
    search_fields = ["number", "name", "email"]
    fields = [
        "number",
        "kind",
        "name",
        "people",
        "email",
        "phone",
        "address",
        "country",
        "reporting_currency",
        "opened_at",
    ]
    readonly_fields = ["people"]
    refusals = (AccountsError,)
    deeds = (
        Deed(
            "open",
            "Open client",
            "The client gets the next free number. Nobody is written to yet: invite people from the client's page.",
            "The client is open.",
            "accounts.open_client",
            _open,
            OpenClientForm,
            on_list=True,
        ),
        Deed(
            "invite",
            "Invite to portal",
            "We write to this address. The link in the letter is good for seven days and opens the portal once a "
            "password is chosen; that person then sees everything of this client.",
            "The invitation is on its way.",
            "accounts.invite_client_user",
            _invite,
            AddressForm,
        ),
        Deed(
            "add_member",
            "Add existing login",
            "Somebody who has a login already, for another client, will see everything of this client, too.",
            "Done; it counts from their next click.",
            "accounts.add_member",
            _add,
            MemberForm,
        ),
        Deed(
            "remove_member",
            "Remove person",
            "That person will see nothing of this client any more, from their next click. Their login remains.",
            "Done; it counts from their next click.",
            "accounts.add_member",
            _remove,
            MemberForm,
        ),
    )

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        trail = f"{reverse('admin:trail_storedevent_changelist')}?client__id__exact={object_id}"
        history = trail if request.user.has_perm("trail.view_storedevent") else ""
        context = {"history_url": history, **(extra_context or {})}
        return super().change_view(request, object_id, form_url, context)

    @admin.display(description="people who act for it")
    def people(self, client: Client) -> SafeString:
        memberships = client.memberships.select_related("user").order_by("user__last_name", "user__email")
        rows = [(_page_of(each.user), each.user, day(each.since)) for each in memberships]
        return format_html_join(mark_safe("<br>"), '<a href="{}">{}</a>, since {}', rows) or NONE


def _page_of(user: User) -> str:
    return reverse("admin:accounts_user_change", args=[user.pk])

"""Programs in the back office: register one, give it a new secret, end its tokens, disable it."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.admin.deeds import Deed, DeedsAdmin, Revealed
from accounts.admin.forms import ReasonForm
from accounts.gateway.admin.usage import usage_page
from accounts.gateway.domain.program_states import TABLE
from accounts.gateway.errors import GatewayError
from accounts.gateway.forms import RegisterProgramForm
from accounts.gateway.models import Program
from accounts.gateway.services.change_secret import change_secret
from accounts.gateway.services.end_program_tokens import end_program_tokens
from accounts.gateway.services.move_program import move_program
from accounts.gateway.services.register_program import register_program
from accounts.models import User
from fidus.templatetags.parts import badge

_PERMISSION = "gateway.register_program"


def _register(thing: None, data: dict[str, Any], by: User) -> Program | Revealed:
    registered = register_program(**data, by=by)
    if not registered.secret:
        return registered.program
    return _revealed(registered.program, registered.secret)


def _new_secret(program: Program, data: dict[str, Any], by: User) -> Revealed:
    return _revealed(program, change_secret(program, by=by))


def _revealed(program: Program, secret: str) -> Revealed:
    words = f"This is the secret of {program}; its client id is {program.application.client_id}."
    return Revealed(program, words, secret)


def _end_tokens(program: Program, data: dict[str, Any], by: User) -> None:
    end_program_tokens(program, reason=data["reason"], by=by)


def _move(action: str) -> Any:
    def perform(program: Program, data: dict[str, Any], by: User) -> None:
        move_program(program, action, reason=data["reason"], by=by)

    return perform


def _can(action: str) -> Any:
    return lambda program: (program.state, action) in TABLE


@admin.register(Program)
class ProgramAdmin(DeedsAdmin):
    list_display = ["name", "standing", "acts_for", "owner", "people", "last_token_at"]
    list_display_links = ["name"]
    list_filter = ["state"]
    search_fields = ["application__name", "application__client_id", "application__user__email", "purpose"]
    ordering = ["application__name", "pk"]
    fields = [
        "name", "standing", "purpose", "client_id", "acts_for", "owner", "comes_back_to", "scopes", "people",
        "registered_by", "registered_at", "secret_changed_at", "last_token_at",
    ]  # fmt: skip
    readonly_fields = fields
    refusals = (GatewayError,)
    deeds = (
        Deed(
            "register",
            "Register program",
            "A program may ask only for what you tick, and only people who agree lend it that. It can never do more "
            "than the person it acts for.",
            "The program is registered.",
            _PERMISSION,
            _register,
            RegisterProgramForm,
            on_list=True,
        ),
        Deed(
            "new_secret",
            "New secret",
            "The present secret is good for nothing from then on. Tokens that were given out go on until they end.",
            "The program has a new secret.",
            _PERMISSION,
            _new_secret,
            possible=lambda program: program.has_secret and not program.acts_as_its_owner,
        ),
        Deed(
            "end_tokens",
            "End all tokens",
            "Every token of this program is worth nothing from its next call on, whoever lent it what. People can "
            "agree anew.",
            "All tokens of this program have ended.",
            _PERMISSION,
            _end_tokens,
            ReasonForm,
        ),
        Deed(
            "disable",
            "Disable",
            "All its tokens end, and it is given no new ones until somebody enables it again.",
            "The program is disabled.",
            _PERMISSION,
            _move("disable"),
            ReasonForm,
            possible=_can("disable"),
        ),
        Deed(
            "enable",
            "Enable",
            "People may lend it rights again; what they lent before stays ended.",
            "The program is enabled.",
            _PERMISSION,
            _move("enable"),
            ReasonForm,
            possible=_can("enable"),
        ),
    )

    def get_urls(self) -> list[URLResolver | URLPattern]:
        return [path("use/", self.page(usage_page), name="gateway_usage"), *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Program]:
        rows = super().get_queryset(request).select_related("application__user", "registered_by")
        return rows.annotate(live=Count("lendings", filter=Q(lendings__ended_at__isnull=True)))

    @admin.display(description="name", ordering="application__name")
    def name(self, program: Program) -> str:
        return str(program)

    @admin.display(description="client id")
    def client_id(self, program: Program) -> str:
        return str(program.application.client_id)

    @admin.display(description="state", ordering="state")
    def standing(self, program: Program) -> SafeString:
        return badge("active" if program.state == program.State.ACTIVE else "closed", program.get_state_display())

    @admin.display(description="acts for")
    def acts_for(self, program: Program) -> str:
        if program.acts_as_its_owner:
            return "its owner"
        return "people who agree" if program.has_secret else "people who agree, on their own devices"

    @admin.display(description="owner", ordering="application__user__email")
    def owner(self, program: Program) -> str:
        return str(program.application.user.email)

    @admin.display(description="comes back to")
    def comes_back_to(self, program: Program) -> str:
        return ", ".join(program.application.redirect_uris.split())

    @admin.display(description="people who lend it something")
    def people(self, program: Program) -> SafeString | str:
        if not program.live:
            return "0"
        return format_html(
            '<a href="{}?program__id__exact={}">{}</a>',
            reverse("admin:gateway_lending_changelist"),
            program.pk,
            program.live,
        )

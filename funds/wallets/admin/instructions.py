"""Where clients' interest goes: what waits to be confirmed, what is in force, and all that ever was."""

from collections.abc import Iterable

from django.contrib import admin
from django.contrib.auth.decorators import permission_required
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from fidus.lib import clock
from fidus.lib.read_only_admin import ReadOnlyAdmin
from fidus.templatetags.figures import instant
from fidus.templatetags.parts import badge
from funds.admin.action_page import Action, answer
from funds.forms import ReasonForm
from funds.wallets.admin.destination_deeds import CONFIRM, PROPOSE
from funds.wallets.admin.forms import ProposeInstructionForm
from funds.wallets.admin.rows import DECIDE, for_reader
from funds.wallets.domain.instruction_states import InstructionState
from funds.wallets.gates import interest_routes
from funds.wallets.models import InterestInstruction
from funds.wallets.selectors import addresses_of
from funds.wallets.services.confirm_instruction import confirm_instruction
from funds.wallets.services.propose_instruction import propose_instruction
from funds.wallets.services.refuse_instruction import refuse_instruction
from funds.wallets.services.stop_instruction import stop_instruction

VIEW = "wallets.view_interestinstruction"


@admin.register(InterestInstruction)
class InterestInstructionAdmin(ReadOnlyAdmin):
    list_display = ["client_name", "currency", "goes_to", "standing", "usable", "proposed_by", "next_steps"]
    list_filter = ["state", "currency"]
    search_fields = ["client__name", "client__number", "destination__label", "destination__address"]
    ordering = ["-proposed_at", "-pk"]
    change_list_template = "wallets/admin/instructions.html"
    change_form_template = "accounts/admin/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[InterestInstruction]:
        rows = super().get_queryset(request).select_related("client", "destination", "proposed_by", "confirmed_by")
        return for_reader(rows, request.user, propose=PROPOSE, confirm=CONFIRM)

    def get_urls(self) -> list[URLResolver | URLPattern]:
        deeds = {"confirm": confirm, "refuse": refuse, "stop": stop}
        named = [
            path(f"<int:pk>/{name}/", self.page(view), name=f"wallets_interestinstruction_{name}")
            for name, view in deeds.items()
        ]
        proposing = path("propose/", self.page(propose), name="wallets_interestinstruction_propose")
        return [proposing, *named, *super().get_urls()]

    @admin.display(description="Client", ordering="client__name")
    def client_name(self, word: InterestInstruction) -> str:
        return word.client.name

    @admin.display(description="Goes to")
    def goes_to(self, word: InterestInstruction) -> str:
        return str(word.destination)

    @admin.display(description="State", ordering="state")
    def standing(self, word: InterestInstruction) -> SafeString:
        looks = {"proposed": "waiting", "confirmed": "passed", "refused": "refused", "stopped": "closed"}
        return badge(looks[word.state], word.get_state_display())

    @admin.display(description="In force from", ordering="usable_from")
    def usable(self, word: InterestInstruction) -> str:
        return instant(word.usable_from)

    @admin.display(description="Next")
    def next_steps(self, word: InterestInstruction) -> SafeString | str:
        return format_html_join(" ", '<a href="{}">{}</a>', steps_of(word))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        found = self.get_object(request, object_id)
        deeds = [{"url": url, "deed": {"label": step}} for url, step in steps_of(found)] if found else []
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), "deeds": deeds})


def steps_of(word: InterestInstruction) -> list[tuple[str, str]]:
    """Address and word of what the reader of this row may do now; rows come from `for_reader`."""
    cooling = word.usable_from is not None and word.usable_from > clock.now()
    names: Iterable[str] = ()
    if word.state == InstructionState.PROPOSED:
        names = DECIDE if word.may_decide else ("stop",)
    elif word.state == InstructionState.CONFIRMED and cooling:
        names = ("stop",)
    return [
        (reverse(f"admin:wallets_interestinstruction_{name}", args=[word.pk]), name.capitalize())
        for name in names
        if name in DECIDE or word.may_propose
    ]


@permission_required([VIEW, PROPOSE], raise_exception=True)
def propose(request: HttpRequest, site_context: dict[str, object]) -> HttpResponse:
    asked = {"client": request.GET.get("client"), "currency": request.GET.get("currency")}
    initial = {name: value for name, value in asked.items() if value and value.isalnum()}
    action = Action(
        title="Say where a client's interest goes",
        subtitle="As the client told you. Another person confirms it; the client is told by mail and can stop it.",
        button="Propose",
        form=lambda data: ProposeInstructionForm(data, initial=initial),
        run=lambda given: propose_instruction(by=request.user, **given),
        done=lambda made: f"{made} is proposed; another person confirms it.",
        back=_back(),
        back_label="Where interest goes",
    )
    return answer(request, action, site_context)


@permission_required([VIEW, CONFIRM], raise_exception=True)
def confirm(request: HttpRequest, pk: int, site_context: dict[str, object]) -> HttpResponse:
    action = _action(
        _word(pk),
        title="Confirm where a client's interest goes",
        subtitle="Ask the client on a telephone number you knew before. The cooling-off begins now.",
        button="Confirm",
        form=Form,
        run=lambda given: confirm_instruction(instruction=_word(pk), by=request.user),
        done=lambda made: f"{made} from {made.usable_from:%-d %b %Y, %H:%M} UTC on.",
    )
    return answer(request, action, site_context)


@permission_required([VIEW, CONFIRM], raise_exception=True)
def refuse(request: HttpRequest, pk: int, site_context: dict[str, object]) -> HttpResponse:
    action = _action(
        _word(pk),
        title="Refuse a change of where interest goes",
        subtitle="The client reads the reason. Interest goes where it went before.",
        button="Refuse",
        form=ReasonForm,
        run=lambda given: refuse_instruction(instruction=_word(pk), by=request.user, **given),
        done=lambda made: f"{made} is refused.",
    )
    return answer(request, action, site_context)


@permission_required([VIEW, PROPOSE], raise_exception=True)
def stop(request: HttpRequest, pk: int, site_context: dict[str, object]) -> HttpResponse:
    action = _action(
        _word(pk),
        title="Stop a change of where interest goes",
        subtitle="At once, and by one person alone. Interest goes where it went before.",
        button="Stop it",
        form=ReasonForm,
        run=lambda given: stop_instruction(instruction=_word(pk), by=request.user, **given),
        done=lambda made: f"{made} is stopped.",
    )
    return answer(request, action, site_context)


def _action(word: InterestInstruction, **parts: object) -> Action:
    to = word.destination
    holder = (word.client_id, word.currency)
    standing = interest_routes({holder})[holder]
    account = (("Account holder", to.holder), ("BIC", to.bic)) if to.holder else ()
    facts = (
        ("Client", word.client),
        ("Interest in", word.currency),
        ("To go to", f"{to.label}, {to.asset}, {to.get_network_display()}, {to.get_state_display().lower()}"),
        ("Address", format_html("<code>{}</code>", to.address)),
        *account,
        ("Goes to now", standing.route or " ".join(standing.reasons)),
        ("Proposed by", f"{word.proposed_by}, {word.proposed_at:%-d %b %Y, %H:%M} UTC"),
        ("Is told by mail", ", ".join(addresses_of(word.client)) or "nobody: no e-mail address is known"),
    )
    return Action(back=_back(), back_label="Where interest goes", facts=facts, **parts)


def _back() -> str:
    return reverse("admin:wallets_interestinstruction_changelist")


def _word(pk: int) -> InterestInstruction:
    related = ("client", "destination__client", "proposed_by")
    return get_object_or_404(InterestInstruction.objects.select_related(*related), pk=pk)

"""The firm's own wallets and bank accounts: changed by two people."""

from django.contrib import admin
from django.contrib.auth.decorators import permission_required
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from fidus.lib.read_only_admin import ReadOnlyAdmin
from fidus.templatetags.figures import instant
from fidus.templatetags.parts import badge
from funds.admin.action_page import Action, answer
from funds.forms import ReasonForm
from funds.wallets.admin.forms import ProposeWalletForm
from funds.wallets.admin.rows import DECIDE, for_reader, unbroken
from funds.wallets.domain.official_wallet_states import WalletState
from funds.wallets.models import OfficialWallet
from funds.wallets.services.confirm_wallet import confirm_wallet
from funds.wallets.services.propose_wallet import propose_wallet
from funds.wallets.services.refuse_wallet import refuse_wallet
from funds.wallets.services.retire_wallet import retire_wallet

VIEW, PROPOSE, CONFIRM = "wallets.view_officialwallet", "wallets.propose_wallet", "wallets.confirm_wallet"


@admin.register(OfficialWallet)
class OfficialWalletAdmin(ReadOnlyAdmin):
    list_display = ["label", "what", "short", "standing", "proposed_by", "confirmed_by", "since", "next_steps"]
    list_filter = ["state", "network", "asset"]
    search_fields = ["label", "address", "holder"]
    ordering = ["-proposed_at", "-pk"]
    change_list_template = "wallets/admin/official_wallets.html"
    change_form_template = "accounts/admin/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[OfficialWallet]:
        rows = super().get_queryset(request).select_related("proposed_by", "confirmed_by", "replaces")
        return for_reader(rows, request.user, propose=PROPOSE, confirm=CONFIRM)

    def get_urls(self) -> list[URLResolver | URLPattern]:
        deeds = {"confirm": confirm, "refuse": refuse, "retire": retire}
        named = [
            path(f"<int:pk>/{name}/", self.page(view), name=f"wallets_officialwallet_{name}")
            for name, view in deeds.items()
        ]
        propose_page = path("propose/", self.page(propose), name="wallets_officialwallet_propose")
        return [propose_page, *named, *super().get_urls()]

    @admin.display(description="Over", ordering="network")
    def what(self, wallet: OfficialWallet) -> str:
        return f"{wallet.asset}, {wallet.get_network_display()}"

    @admin.display(description="Address")
    def short(self, wallet: OfficialWallet) -> str:
        return unbroken(wallet.short_address)

    @admin.display(description="State", ordering="state")
    def standing(self, wallet: OfficialWallet) -> SafeString:
        looks = {"proposed": "waiting", "retired": "closed"}
        return badge(looks.get(wallet.state, wallet.state), wallet.get_state_display())

    @admin.display(description="Since", ordering="confirmed_at")
    def since(self, wallet: OfficialWallet) -> str:
        return instant(wallet.confirmed_at)

    @admin.display(description="Next")
    def next_steps(self, wallet: OfficialWallet) -> SafeString | str:
        return format_html_join(" ", '<a href="{}">{}</a>', steps_of(wallet))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        found = self.get_object(request, object_id)
        deeds = [{"url": url, "deed": {"label": word}} for url, word in steps_of(found)] if found else []
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), "deeds": deeds})


def steps_of(wallet: OfficialWallet) -> list[tuple[str, str]]:
    """Address and word of what the reader of this row may do now; rows come from `for_reader`."""
    names = {
        WalletState.PROPOSED: DECIDE if wallet.may_decide else (),
        WalletState.ACTIVE: ("retire",) if wallet.may_propose else (),
    }.get(WalletState(wallet.state), ())
    return [(reverse(f"admin:wallets_officialwallet_{name}", args=[wallet.pk]), name.capitalize()) for name in names]


@permission_required([VIEW, PROPOSE], raise_exception=True)
def propose(request: HttpRequest, site_context: dict[str, object]) -> HttpResponse:
    action = Action(
        title="Propose an official wallet",
        subtitle="Clients send money to it once another person has confirmed it, and not before.",
        button="Propose",
        form=ProposeWalletForm,
        run=lambda given: propose_wallet(by=request.user, **given),
        done=lambda made: f"{made} is proposed; another person confirms it.",
        back=_back(),
        back_label="Official wallets",
    )
    return answer(request, action, site_context)


@permission_required([VIEW, CONFIRM], raise_exception=True)
def confirm(request: HttpRequest, pk: int, site_context: dict[str, object]) -> HttpResponse:
    action = _action(
        _wallet(pk),
        title="Confirm an official wallet",
        subtitle="Compare the whole address with the wallet itself, not with a message. Clients see it from now on.",
        button="Confirm",
        form=Form,
        run=lambda given: confirm_wallet(wallet=_wallet(pk), by=request.user),
        done=lambda made: f"{made} is confirmed; clients see it from now on.",
    )
    return answer(request, action, site_context)


@permission_required([VIEW, CONFIRM], raise_exception=True)
def refuse(request: HttpRequest, pk: int, site_context: dict[str, object]) -> HttpResponse:
    action = _action(
        _wallet(pk),
        title="Refuse an official wallet",
        subtitle="No client ever saw it.",
        button="Refuse",
        form=ReasonForm,
        run=lambda given: refuse_wallet(wallet=_wallet(pk), by=request.user, **given),
        done=lambda made: f"{made} is refused.",
    )
    return answer(request, action, site_context)


@permission_required([VIEW, PROPOSE], raise_exception=True)
def retire(request: HttpRequest, pk: int, site_context: dict[str, object]) -> HttpResponse:
    action = _action(
        _wallet(pk),
        title="Retire an official wallet",
        subtitle="At once, and by one person alone: clients no longer see it. What they sent before still arrives.",
        button="Retire",
        form=ReasonForm,
        run=lambda given: retire_wallet(wallet=_wallet(pk), by=request.user, **given),
        done=lambda made: f"{made} is retired.",
    )
    return answer(request, action, site_context)


def _action(wallet: OfficialWallet, **parts: object) -> Action:
    account = (("Account holder", wallet.holder), ("BIC", wallet.bic)) if wallet.holder else ()
    facts = (
        ("Name", wallet.label),
        ("Over", f"{wallet.asset}, {wallet.get_network_display()}"),
        ("Address", format_html("<code>{}</code>", wallet.address)),
        *account,
        ("In place of", wallet.replaces or "nothing: it is one more"),
        ("Proposed by", f"{wallet.proposed_by}, {wallet.proposed_at:%-d %b %Y, %H:%M} UTC"),
    )
    return Action(back=_back(), back_label="Official wallets", facts=facts, **parts)


def _back() -> str:
    return reverse("admin:wallets_officialwallet_changelist")


def _wallet(pk: int) -> OfficialWallet:
    return get_object_or_404(OfficialWallet.objects.select_related("proposed_by", "replaces"), pk=pk)

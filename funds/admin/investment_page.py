"""An investment's own page, and the forms that open, fund, map and cancel one."""

from django.contrib.auth.decorators import permission_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from accounts.trail.api import events_about
from fidus.lib import clock
from funds.admin.action_page import Action, PostingLine, answer, posting_lines
from funds.domain.interest import effective_annual_rate, nominal_annual_rate
from funds.domain.investment_states import EARNING, HOLDING, InvestmentState
from funds.forms import CancelForm, FundForm, MapAccountForm, OpenInvestmentForm, TopUpForm, UnmapForm
from funds.models import AccountMapping, Investment
from funds.selectors.interest import interest_table
from funds.selectors.obligations import obligations
from funds.selectors.schedule import next_dates
from funds.selectors.tranches import tranches_of
from funds.services.cancel_investment import cancel_investment
from funds.services.fund_investment import fund_investment, funding_draft
from funds.services.map_account import map_account
from funds.services.open_investment import open_draft, open_investment
from funds.services.share_account import share_account, stop_sharing_account
from funds.services.unmap_account import unmap_account

VIEW = "funds.view_investment"


@require_GET
@permission_required(VIEW, raise_exception=True)
def show(request: HttpRequest, pk: str, site_context: dict[str, object]) -> HttpResponse:
    if not pk.isdecimal():
        raise Http404
    investment, today = _investment(int(pk)), clock.today()
    context = {
        **site_context,
        "title": investment.number,
        "investment": investment,
        "owed": obligations([investment], as_of=today)[investment.pk],
        "as_of": today,
        "months": list(reversed(interest_table(investment, today))),
        "coming": next_dates(investment, today),
        "nominal": nominal_annual_rate(investment.monthly_rate),
        "effective": effective_annual_rate(investment.monthly_rate),
        "mappings": investment.mappings.select_related("account"),
        "events": events_about(subject=investment.number, limit=50),
        "may_cancel": investment.state in (InvestmentState.DRAFT, InvestmentState.OPEN),
        "may_top_up": investment.state in HOLDING,
        "may_redeem": investment.state in EARNING,
        "tranches": tranches_of(investment),
    }
    return TemplateResponse(request, "funds/admin/investment.html", context)


@permission_required([VIEW, "funds.open_investment"], raise_exception=True)
def open_new(request: HttpRequest, site_context: dict[str, object]) -> HttpResponse:
    action = Action(
        title="Open an investment",
        subtitle="Under the terms in force today, for a client whose KYC case is cleared. No money moves yet.",
        button="Open the investment",
        back=reverse("admin:funds_investment_changelist"),
        back_label="Investments",
        form=lambda data: OpenInvestmentForm(data, initial={"client": request.GET.get("client")}),
        run=lambda given: open_investment(by=request.user, **given),
        done=lambda investment: f"{investment.number} is open and waits for {investment.principal}.",
        page_of=lambda investment: reverse("admin:funds_investment_change", args=[investment.pk]),
    )
    return answer(request, action, site_context)


@permission_required([VIEW, "funds.open_investment"], raise_exception=True)
def top_up(request: HttpRequest, pk: int, site_context: dict[str, object]) -> HttpResponse:
    investment = _investment(pk)
    action = _action(
        investment,
        title=f"Top up {investment.number}",
        subtitle="A tranche of its own: its own number, incubation and windows, under the terms in force today.",
        button="Open the top-up",
        form=lambda data: TopUpForm(data, investment=investment),
        run=lambda given: open_investment(
            client=investment.client,
            product=investment.terms.product,
            custom_rate=investment.custom_rate,
            tops_up=investment,
            by=request.user,
            **given,
        ),
        done=lambda opened: f"{opened.number} is open and waits for {opened.principal}.",
        page_of=lambda opened: reverse("admin:funds_investment_change", args=[opened.pk]),
    )
    return answer(request, action, site_context)


@permission_required([VIEW, "funds.open_investment"], raise_exception=True)
def open_drafted(request: HttpRequest, pk: int, site_context: dict[str, object]) -> HttpResponse:
    investment = _investment(pk)
    action = _action(
        investment,
        title=f"Open {investment.number}",
        subtitle="The draft becomes an investment that waits for its money.",
        button="Open the investment",
        form=Form,
        run=lambda given: open_draft(investment=investment, by=request.user),
        done=lambda opened: f"{opened.number} is open and waits for {opened.principal}.",
    )
    return answer(request, action, site_context)


@permission_required([VIEW, "funds.fund_investment"], raise_exception=True)
def fund(request: HttpRequest, pk: int, site_context: dict[str, object]) -> HttpResponse:
    investment = _investment(pk)

    def posting(funded: Investment, given: dict) -> list[PostingLine]:
        draft = funding_draft(funded, given["amount"], given["received_on"], given["bank_reference"])
        return posting_lines(draft, {funded.principal_account: f"Owed to {funded.client.name}: principal of {funded}"})

    action = _action(
        investment,
        title=f"Book the money of {investment.number}",
        subtitle="Money that stands on the firm's bank account.",
        button="Book the money",
        form=lambda data: FundForm(data, investment=investment),
        run=lambda given: fund_investment(investment=investment, by=request.user, **given),
        done=lambda funded: (
            f"{funded.principal} booked for {funded.number}; it earns from {funded.earns_from:%-d %b %Y}."
        ),
        posting=posting,
    )
    return answer(request, action, site_context)


@permission_required([VIEW, "funds.cancel_investment"], raise_exception=True)
def cancel(request: HttpRequest, pk: int, site_context: dict[str, object]) -> HttpResponse:
    investment = _investment(pk)
    action = _action(
        investment,
        title=f"Cancel {investment.number}",
        subtitle="Only while no money has come. The investment stays on record.",
        button="Cancel the investment",
        form=CancelForm,
        run=lambda given: cancel_investment(investment=investment, by=request.user, **given),
        done=lambda cancelled: f"{cancelled.number} is cancelled.",
    )
    return answer(request, action, site_context)


@permission_required([VIEW, "funds.map_account"], raise_exception=True)
def map_to(request: HttpRequest, pk: int, site_context: dict[str, object]) -> HttpResponse:
    investment = _investment(pk)
    action = _action(
        investment,
        title=f"Map {investment.number} to an account",
        subtitle="From that day, its share of the account's result counts for this investment.",
        button="Map the account",
        form=lambda data: MapAccountForm(data, investment=investment),
        run=lambda given: map_account(investment=investment, by=request.user, **given),
        done=lambda mapping: f"{mapping.investment} has {mapping.share * 100:f} % of {mapping.account}.",
    )
    return answer(request, action, site_context)


@permission_required([VIEW, "funds.map_account"], raise_exception=True)
def unmap(request: HttpRequest, pk: int, site_context: dict[str, object]) -> HttpResponse:
    mapping = get_object_or_404(AccountMapping.objects.select_related("investment__client", "account"), pk=pk)
    action = _action(
        mapping.investment,
        title=f"End the share of {mapping.account}",
        subtitle=f"{mapping.investment} keeps what the account earned for it before.",
        button="End the mapping",
        form=UnmapForm,
        run=lambda given: unmap_account(mapping=mapping, by=request.user, **given),
        done=lambda ended: f"{ended.account} works for {ended.investment} until {ended.until_on:%-d %b %Y}.",
    )
    return answer(request, action, site_context)


@permission_required([VIEW, "funds.map_account"], raise_exception=True)
def share(request: HttpRequest, pk: int, site_context: dict[str, object]) -> HttpResponse:
    mapping = get_object_or_404(AccountMapping.objects.select_related("investment__client", "account"), pk=pk)
    client = mapping.investment.client.name
    whole = "" if mapping.share == 1 else f" {mapping.share * 100:f} % of it work for them; they see all of it."
    shares = mapping.shared_at is None
    action = _action(
        mapping.investment,
        title=f"{'Share' if shares else 'Stop sharing'} {mapping.account}",
        subtitle=(
            f"{client} sees the account's balance, equity, open result and their course by day in the portal, as "
            f"long as it works for {mapping.investment}; no positions, no deals.{whole}"
            if shares
            else f"{client} sees nothing of the account from now on."
        ),
        button="Share it" if shares else "Stop sharing",
        form=Form,
        run=lambda given: (share_account if shares else stop_sharing_account)(mapping=mapping, by=request.user),
        done=lambda one: f"{client} {'sees' if one.shared_at else 'no longer sees'} {one.account}.",
    )
    return answer(request, action, site_context)


def _action(investment: Investment, **parts: object) -> Action:
    facts = (
        ("Client", investment.client),
        ("Fund", f"{investment.terms.product.code}, terms version {investment.terms.version}"),
        ("Principal", investment.principal),
        ("State", investment.get_state_display()),
    )
    back = reverse("admin:funds_investment_change", args=[investment.pk])
    return Action(back=back, back_label=investment.number, facts=facts, **parts)


def _investment(pk: int) -> Investment:
    return get_object_or_404(Investment.objects.select_related("client", "terms__product", "opened_by"), pk=pk)

"""Fee runs: prepared by one person with every posting to be seen, charged by another, watched to the end."""

from django.contrib import admin
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.safestring import SafeString

from fidus.lib.read_only_admin import ReadOnlyAdmin
from fidus.templatetags.figures import day
from fidus.templatetags.parts import badge
from funds.admin.action_page import Action, PostingLine, answer
from funds.fees.admin.export import RUN_HEAD, run_lines, send
from funds.fees.forms import PrepareRunForm
from funds.fees.models import FeeRun
from funds.fees.selectors.runs import rows_of, run_progress, run_sums
from funds.fees.services.cancel_fee_run import cancel_fee_run
from funds.fees.services.charge_fee_run import charge_fee_run
from funds.fees.services.prepare_fee_run import prepare_fee_run

VIEW = "fees.view_feerun"
A_PAGE = 50


@admin.register(FeeRun)
class FeeRunAdmin(ReadOnlyAdmin):
    list_display = ["month_end", "standing", "how_many", "value_day", "prepared_by", "charged_by"]
    list_filter = ["state"]
    list_select_related = ["prepared_by", "charged_by"]
    date_hierarchy = "until"
    change_list_template = "fees/admin/runs.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[FeeRun]:
        return super().get_queryset(request).annotate(fees=Count("rows"))

    def get_urls(self) -> list[URLResolver | URLPattern]:
        return [
            path("prepare/", self.page(prepare), name="fees_feerun_prepare"),
            path("<int:pk>/charge/", self.page(charge), name="fees_feerun_charge"),
            path("<int:pk>/cancel/", self.page(cancel), name="fees_feerun_cancel"),
            *super().get_urls(),
        ]

    @admin.display(description="Fees to", ordering="until")
    def month_end(self, run: FeeRun) -> str:
        return day(run.until)

    @admin.display(description="State", ordering="state")
    def standing(self, run: FeeRun) -> SafeString:
        return standing_badge(run)

    @admin.display(description="Fees", ordering="fees")
    def how_many(self, run: FeeRun) -> int:
        return run.fees

    @admin.display(description="Value date", ordering="value_on")
    def value_day(self, run: FeeRun) -> str:
        return day(run.value_on)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: object = None
    ) -> HttpResponse:
        """The run's page; HTMX fetches its progress from the same address."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        run = get_object_or_404(FeeRun.objects.select_related("prepared_by", "charged_by"), pk=object_id)
        rows = rows_of(run)
        if request.GET.get("export") in ("csv", "xlsx"):
            return send(request.GET["export"], f"fees-{run.until}", RUN_HEAD, run_lines(rows))
        context = {
            **self.admin_site.each_context(request),
            "title": str(run),
            "run": run,
            "progress": run_progress(run),
            "sums": run_sums(run),
            "page": Paginator(rows, A_PAGE).get_page(request.GET.get("page")),
            "may_charge": request.user.has_perm("fees.charge_fee_run") and run.prepared_by_id != request.user.pk,
            "prepared_it": run.prepared_by_id == request.user.pk,
        }
        template = "fees/admin/_run.html" if request.htmx else "fees/admin/run.html"
        response = TemplateResponse(request, template, context)
        response["Vary"] = "HX-Request"
        return response


def standing_badge(run: FeeRun) -> SafeString:
    shape = {"prepared": "waiting", "charging": "now", "complete": "passed", "cancelled": "closed"}[run.state]
    return badge(shape, run.get_state_display())


@permission_required([VIEW, "fees.prepare_fee_run"], raise_exception=True)
def prepare(request: HttpRequest, site_context: dict[str, object]) -> HttpResponse:
    action = Action(
        title="Prepare a fee run",
        subtitle="Works out every fee that is due and what it would post; a second person charges them.",
        button="Work out the fees",
        back=reverse("admin:fees_feerun_changelist"),
        back_label="Fee runs",
        form=PrepareRunForm,
        run=lambda given: prepare_fee_run(by=request.user, **given),
        done=lambda run: f"{run} are prepared; a second person charges them.",
        page_of=_address,
    )
    return answer(request, action, site_context)


@permission_required([VIEW, "fees.charge_fee_run"], raise_exception=True)
def charge(request: HttpRequest, pk: int, site_context: dict[str, object]) -> HttpResponse:
    action = _action(
        _run(pk),
        title="Charge a fee run",
        subtitle="The sums below are posted, fee by fee. A fee that is no longer as previewed is skipped and says why.",
        button="Charge these fees",
        run=lambda given: charge_fee_run(run=_run(pk), by=request.user),
        done=lambda run: f"{run} are being charged. You may leave this page; the run goes on.",
        posting=lambda run, given: posting_of(run),
    )
    return answer(request, action, site_context)


@permission_required([VIEW, "fees.prepare_fee_run"], raise_exception=True)
def cancel(request: HttpRequest, pk: int, site_context: dict[str, object]) -> HttpResponse:
    action = _action(
        _run(pk),
        title="Cancel a fee run",
        subtitle="Nothing was posted. The run stays on record, and a new one can be prepared.",
        button="Cancel the run",
        run=lambda given: cancel_fee_run(run=_run(pk), by=request.user),
        done=lambda run: f"{run} are not charged; the run is cancelled.",
    )
    return answer(request, action, site_context)


def posting_of(run: FeeRun) -> list[PostingLine]:
    """What the run posts in all: clients on the left, the firm's income on the right."""
    sums = run_sums(run)
    debits = [
        PostingLine(f"{words}, {one.product}: {one.label.lower()}s", money, None)
        for one in sums
        for money, words in ((one.interest, "Owed to clients"), (one.billed, "Billed to clients"))
        if money
    ]
    return debits + [PostingLine(f"Income, {one.product}: {one.label.lower()}s", None, one.amount) for one in sums]


def _action(about: FeeRun, **parts: object) -> Action:
    facts = (
        ("Fees to", f"{about.until:%-d %b %Y}"),
        ("Value date", f"{about.value_on:%-d %b %Y}"),
        ("Fees", about.rows.count()),
        ("Prepared by", about.prepared_by or "the nightly run"),
    )
    return Action(back=_address(about), back_label=str(about), form=Form, facts=facts, **parts)


def _address(run: FeeRun) -> str:
    return reverse("admin:fees_feerun_change", args=[run.pk])


def _run(pk: int) -> FeeRun:
    return get_object_or_404(FeeRun.objects.select_related("prepared_by"), pk=pk)

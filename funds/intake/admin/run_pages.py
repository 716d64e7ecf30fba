"""A file of rows on its way in: columns and preview, approval, progress, results."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from accounts.models import User
from funds.errors import FundsError
from funds.intake.domain.run_states import RECEIVED, RUNNING
from funds.intake.errors import IntakeError
from funds.intake.forms import ReadingForm
from funds.intake.models import IntakeRun
from funds.intake.progress import done_so_far
from funds.intake.selectors import counts, rows_shown, would_do
from funds.intake.services.approve_run import approve_run
from funds.intake.services.end_run import end_run
from funds.intake.services.set_reading import set_reading
from funds.intake.services.start_run import start_run
from funds.intake.services.try_again import try_again
from funds.intake.services.try_run import try_run
from funds.intake.services.work_run import work_run

VIEW, START, APPROVE = "intake.view_intakerun", "intake.start_run", "intake.approve_run"
LOOKS = {
    "received": "waiting", "waiting": "waiting", "running": "now", "finished": "passed", "failed": "failed",
    "cancelled": "closed", "refused": "closed", "discarded": "closed",
}  # fmt: skip
# Fewer rows are tried and worked through before the answer goes out; more keep a web worker from other readers.
AT_ONCE = 50
A_PAGE = 100
ACTIONS = ("look", "start", "discard", "again", "approve", "refuse", "cancel")


@require_http_methods(["GET", "POST"])
@permission_required(VIEW, raise_exception=True)
def show(request: HttpRequest, pk: str, site_context: dict[str, object]) -> HttpResponse:
    if not pk.isdecimal():
        raise Http404
    run = get_object_or_404(IntakeRun.objects.select_related("uploaded_by", "approved_by"), pk=int(pk))
    mine = request.user.pk == run.uploaded_by_id and request.user.has_perm(START)
    decides = request.user.pk != run.uploaded_by_id and request.user.has_perm(APPROVE)
    form = ReadingForm(request.POST or None, run=run) if mine and run.state == RECEIVED else None
    refusal = ""
    if request.method == "POST":
        try:
            _do(request, run, form, mine=mine, decides=decides)
            return redirect("admin:intake_intakerun_change", run.pk)
        except FundsError as error:
            refusal = f"Nothing was done, no money moved. {error}"
        run.refresh_from_db()
    context: dict[str, object] = {"run": run, "mine": mine, "decides": decides, "refusal": refusal}
    context |= {"form": form if run.state == RECEIVED else None, **_rows(request, run)}
    if request.htmx:
        return TemplateResponse(request, "intake/partials/_run.html", context)
    return TemplateResponse(
        request,
        "intake/run.html",
        {**site_context, "title": run.name, **context},
        status=422 if form is not None and form.is_bound and form.errors else 200,
    )


def _rows(request: HttpRequest, run: IntakeRun) -> dict[str, object]:
    page = Paginator(rows_shown(run), A_PAGE).get_page(request.GET.get("page"))
    done = run.tried if run.being_tried else done_so_far(run)
    return {
        "counts": counts(run),
        "page": page,
        "would": would_do(run),
        "done": done,
        "busy": run.being_tried or run.state == RUNNING,
    }


def _do(request: HttpRequest, run: IntakeRun, form: ReadingForm | None, *, mine: bool, decides: bool) -> None:
    """Raises FundsError, PermissionDenied."""
    action = next((one for one in ACTIONS if one in request.POST), "")
    both = action in ("again", "cancel") and (mine or decides)
    if not (both or (decides if action in ("approve", "refuse") else mine)):
        raise PermissionDenied
    match action:
        case "look" | "start":
            _read_and_start(request, run, form, by=request.user, start=action == "start")
        case "again":
            try_now(try_again(run=run))
        case "approve":
            _work(approve_run(run=run, by=request.user))
            messages.success(request, "Approved and started.")
        case "discard" | "refuse" | "cancel":
            end_run(run=run, action=action, reason=request.POST.get("reason", ""), by=request.user)


def _read_and_start(request: HttpRequest, run: IntakeRun, form: ReadingForm | None, *, by: User, start: bool) -> None:
    if form is None:
        raise IntakeError("This run cannot be changed any more.")
    if not form.is_valid():
        raise IntakeError("Look at the columns again.")
    look = run.look
    run = set_reading(run=run, **form.arguments())
    if run.look != look:
        try_now(run)
        if start:
            messages.info(request, "The file is read differently now: look at its rows, then take them in.")
    elif start:
        _work(start_run(run=run, by=by))
        messages.success(request, "It waits for a second person." if run.books_money else "Started.")
    else:
        try_now(try_again(run=run))


def try_now(run: IntakeRun) -> None:
    """A short file, at once; a long one is a worker's."""
    if run.rows <= AT_ONCE:
        try_run(run=run.pk)


def _work(run: IntakeRun) -> None:
    if run.state == RUNNING and run.rows <= AT_ONCE:
        work_run(run=run.pk)

"""Bringing a file of rows in: upload, columns and preview, approval, progress, results."""

from collections import Counter

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET, require_http_methods

from fidus.lib.spreadsheet import CSV_TYPE, as_csv
from funds.errors import FundsError
from funds.intake.domain.layouts import COLUMNS, Kind
from funds.intake.errors import IntakeError
from funds.intake.forms import ReadingForm, UploadForm
from funds.intake.models import IntakeRun
from funds.intake.reading import sheet_of
from funds.intake.services.approve_run import approve_run
from funds.intake.services.end_run import end_run
from funds.intake.services.receive_run import receive_run
from funds.intake.services.set_reading import set_reading
from funds.intake.services.start_run import start_run
from funds.intake.services.try_run import try_run
from funds.intake.services.work_run import work_run

VIEW, START, APPROVE = "intake.view_intakerun", "intake.start_run", "intake.approve_run"
LOOKS = {
    "received": "waiting", "waiting": "waiting", "running": "now", "finished": "passed", "failed": "failed",
    "cancelled": "closed", "refused": "closed", "discarded": "closed",
}  # fmt: skip
# Fewer rows are worked through before the answer goes out; more keep a web worker from other readers.
AT_ONCE = 100
ACTIONS = ("look", "start", "discard", "approve", "refuse", "cancel")
SHOWN = 200


@require_http_methods(["GET", "POST"])
@permission_required([VIEW, START], raise_exception=True)
def upload(request: HttpRequest, site_context: dict[str, object]) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            run = receive_run(
                content=file.read(), name=file.name or "file", kind=Kind(form.cleaned_data["kind"]), by=request.user
            )
        except IntakeError as error:
            form.add_error("file", str(error))
        else:
            return redirect("admin:intake_intakerun_change", run.pk)
    context = {**site_context, "title": "Bring in a file", "form": form, "kinds": list(Kind)}
    return TemplateResponse(request, "intake/upload.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@permission_required(VIEW, raise_exception=True)
def show(request: HttpRequest, pk: str, site_context: dict[str, object]) -> HttpResponse:
    if not pk.isdecimal():
        raise Http404
    run = get_object_or_404(IntakeRun.objects.select_related("uploaded_by", "approved_by"), pk=int(pk))
    mine = request.user.pk == run.uploaded_by_id and request.user.has_perm(START)
    decides = request.user.pk != run.uploaded_by_id and request.user.has_perm(APPROVE)
    refusal = ""
    if request.method == "POST":
        try:
            if _do(request, run, mine=mine, decides=decides):
                return redirect("admin:intake_intakerun_change", run.pk)
        except FundsError as error:
            refusal = f"Nothing was done, no money moved. {error}"
        run.refresh_from_db()
    context: dict[str, object] = {"run": run, "mine": mine, "decides": decides, "refusal": refusal}
    context |= _preview(run) if run.state in ("received", "waiting") else _results(run)
    if request.htmx:
        return TemplateResponse(request, "intake/partials/_run.html", context)
    return TemplateResponse(request, "intake/run.html", {**site_context, "title": run.name, **context})


def _do(request: HttpRequest, run: IntakeRun, *, mine: bool, decides: bool) -> bool:
    """Whether something was done; raises FundsError, PermissionDenied."""
    action = next(
        (one for one in ("look", "start", "discard", "approve", "refuse", "cancel") if one in request.POST), ""
    )
    if not (decides if action in ("approve", "refuse") else mine or (decides and action == "cancel")):
        raise PermissionDenied
    match action:
        case "look" | "start":
            form = ReadingForm(request.POST, run=run, headings=sheet_of(run).headings)
            if not form.is_valid():
                raise IntakeError("Look at the columns again.")
            set_reading(run=run, **form.arguments())
            if action == "start":
                started = start_run(run=run, by=request.user)
                _work(started)
                messages.success(request, "It waits for a second person." if run.books_money else "Started.")
        case "approve":
            _work(approve_run(run=run, by=request.user))
            messages.success(request, "Approved and started.")
        case "discard" | "refuse" | "cancel":
            end_run(run=run, action=action, reason=request.POST.get("reason", ""), by=request.user)
        case _:
            return False
    return True


def _work(run: IntakeRun) -> None:
    if run.state == "running" and run.rows <= AT_ONCE:
        work_run(run=run.pk)


def _preview(run: IntakeRun) -> dict[str, object]:
    """What it would do, really tried and taken back."""
    form = ReadingForm(run=run, headings=sheet_of(run).headings) if run.state == "received" else None
    try:
        tried = try_run(run=run)
    except IntakeError as error:
        return {"form": form, "problem": str(error), "counts": {}, "results": []}
    bad_first = sorted(tried, key=lambda one: (one.outcome != "failed", one.row))
    return {"form": form, "counts": _counts(one.outcome for one in tried), "results": bad_first[:SHOWN]}


def _results(run: IntakeRun) -> dict[str, object]:
    found = run.results.order_by("row")
    bad_first = [*found.filter(outcome="failed")[:SHOWN], *found.exclude(outcome="failed")[:SHOWN]]
    return {"counts": _counts(found.values_list("outcome", flat=True)), "results": bad_first[:SHOWN]}


def _counts(outcomes: object) -> dict[str, int]:
    counted = Counter(outcomes)  # type: ignore[arg-type]
    return {name: counted.get(name, 0) for name in ("added", "known", "failed")}


@require_GET
@permission_required(VIEW, raise_exception=True)
def template(request: HttpRequest, kind: str, site_context: dict[str, object]) -> HttpResponse:
    if kind not in set(Kind):
        raise Http404
    columns = COLUMNS[Kind(kind)]
    content = as_csv([one.name for one in columns], [[one.example for one in columns]])
    return _download(content, f"{kind}.csv")


@require_GET
@permission_required(VIEW, raise_exception=True)
def results(request: HttpRequest, pk: int, site_context: dict[str, object]) -> HttpResponse:
    run = get_object_or_404(IntakeRun, pk=pk)
    rows = run.results.order_by("row").values_list("row", "key", "outcome", "text")
    return _download(as_csv(["row", "key", "outcome", "text"], rows), f"results-{run.pk}.csv")


def _download(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=CSV_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response

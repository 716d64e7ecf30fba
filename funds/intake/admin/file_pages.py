"""Files on their way in and out: the upload, the templates, the rows of a run."""

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET, require_http_methods

from fidus.lib.spreadsheet import CSV_TYPE, as_csv
from funds.intake.admin.run_pages import START, VIEW, try_now
from funds.intake.domain.layouts import COLUMNS, Kind
from funds.intake.errors import IntakeError
from funds.intake.forms import UploadForm
from funds.intake.models import IntakeRun
from funds.intake.selectors import rows_shown
from funds.intake.services.receive_run import receive_run


@require_http_methods(["GET", "POST"])
@permission_required([VIEW, START], raise_exception=True)
def upload(request: HttpRequest, site_context: dict[str, object]) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file, kind = form.cleaned_data["file"], Kind(form.cleaned_data["kind"])
        try:
            run = receive_run(content=file.read(), name=file.name or "file", kind=kind, by=request.user)
        except IntakeError as error:
            form.add_error("file", str(error))
        else:
            try_now(run)
            return redirect("admin:intake_intakerun_change", run.pk)
    context = {**site_context, "title": "Bring in a file", "form": form, "kinds": list(Kind)}
    return TemplateResponse(request, "intake/upload.html", context, status=422 if form.errors else 200)


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
    """What the page shows, all of it, in the order of the file."""
    run = get_object_or_404(IntakeRun, pk=pk)
    rows = rows_shown(run).order_by("row").values_list("row", "key", "outcome", "text")
    return _download(as_csv(["row", "key", "outcome", "text"], rows), f"results-{run.pk}.csv")


def _download(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=CSV_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response

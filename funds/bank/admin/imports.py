"""Files of banks: brought in, looked at, and only then taken in."""

from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods

from fidus.lib.read_only_admin import ReadOnlyAdmin
from fidus.templatetags.figures import age
from fidus.templatetags.parts import badge
from funds.bank.domain.csv_mapping import CsvMapping
from funds.bank.domain.csv_table import read_table
from funds.bank.domain.letters import text_of
from funds.bank.domain.unreadable import Unreadable
from funds.bank.errors import BankError
from funds.bank.forms import MappingForm, UploadForm
from funds.bank.models import BankImport
from funds.bank.reading import content_of, guess_layout, is_csv, layout_for
from funds.bank.services.discard_file import discard_file
from funds.bank.services.import_received_file import TakenIn, import_received_file, take_in
from funds.bank.services.receive_file import receive_file

VIEW, IMPORT = "bank.view_bankimport", "bank.import_statement"
LOOKS = {"received": "waiting", "imported": "passed", "refused": "failed", "discarded": "closed"}
SHOWN = 40


@admin.register(BankImport)
class BankImportAdmin(ReadOnlyAdmin):
    list_display = [
        "name",
        "standing",
        "form",
        "statements_in_file",
        "transactions_added",
        "already_held",
        "uploaded_by",
        "uploaded",
    ]
    list_filter = ["state", "account"]
    search_fields = ["name", "=sha256", "refusal"]
    date_hierarchy = "uploaded_at"
    change_list_template = "bank/imports.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[BankImport]:
        return super().get_queryset(request).select_related("account", "uploaded_by")

    def get_urls(self) -> list[URLResolver | URLPattern]:
        return [path("upload/", self.page(upload), name="bank_bankimport_upload"), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        return show(request, object_id, self.admin_site.each_context(request))

    @admin.display(description="state", ordering="state")
    def standing(self, brought: BankImport) -> SafeString:
        return badge(LOOKS[brought.state], brought.get_state_display())

    @admin.display(description="held before")
    def already_held(self, brought: BankImport) -> int:
        return brought.known_before

    @admin.display(description="uploaded", ordering="uploaded_at")
    def uploaded(self, brought: BankImport) -> str:
        return age(brought.uploaded_at)


@require_http_methods(["GET", "POST"])
@permission_required([VIEW, IMPORT], raise_exception=True)
def upload(request: HttpRequest, site_context: dict[str, object]) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            brought = receive_file(
                content=file.read(), name=file.name or "file", account=form.cleaned_data["account"], by=request.user
            )
        except BankError as error:
            form.add_error("file", str(error))
        else:
            return redirect("admin:bank_bankimport_change", brought.pk)
    context = {**site_context, "title": "Bring in a bank's file", "form": form}
    return TemplateResponse(request, "bank/upload.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@permission_required(VIEW, raise_exception=True)
def show(request: HttpRequest, pk: str, site_context: dict[str, object]) -> HttpResponse:
    if not pk.isdecimal():
        raise Http404
    brought = get_object_or_404(BankImport.objects.select_related("account", "uploaded_by"), pk=int(pk))
    may = request.user.has_perm(IMPORT)
    if request.method == "POST" and not may:
        raise PermissionDenied
    context: dict[str, object] = {**site_context, "title": brought.name, "brought": brought, "may_import": may}
    if brought.state != "received":
        return TemplateResponse(request, "bank/import.html", context)
    if "discard" in request.POST:
        return _done(
            request, lambda: discard_file(brought=brought, by=request.user), "Put aside; nothing was taken in."
        )
    mapping, form, problem = _layout(request, brought)
    if "import" in request.POST and not problem:
        word = "Looked through; what came of it stands below."
        return _done(request, lambda: import_received_file(brought=brought, mapping=mapping, by=request.user), word)
    taken, refusal = ([], problem) if problem else _preview(brought, mapping)
    context |= {"form": form, "taken": taken, "refusal": refusal, "first": f":{SHOWN}", "most": SHOWN}
    return TemplateResponse(request, "bank/import.html", context)


def _done(request: HttpRequest, act: object, word: str) -> HttpResponse:
    try:
        brought = act()  # type: ignore[operator]
    except BankError as error:
        messages.error(request, str(error))
        return redirect("admin:bank_bankimport_changelist")
    messages.success(request, word)
    return redirect("admin:bank_bankimport_change", brought.pk)


def _layout(request: HttpRequest, brought: BankImport) -> tuple[CsvMapping | None, MappingForm | None, str]:
    """For a CSV its mapping, as filled in, kept or guessed; and what is wrong with it."""
    content = content_of(brought)
    if brought.account is None or not is_csv(content):
        return None, None, ""
    try:
        guessed = layout_for(brought) or guess_layout(content)
        text = text_of(content)[0]
        given = (request.POST.get("delimiter") or guessed.delimiter, request.POST.get("skip") or guessed.skip)
        headings = read_table(text, delimiter=given[0], skip=int(given[1])).header
    except (BankError, Unreadable, ValueError, TypeError) as error:
        return None, None, str(error)
    if "delimiter" in request.POST:
        form = MappingForm(request.POST, headings=headings)
        if not form.is_valid():
            return None, form, "The mapping is not complete yet."
        return form.mapping(), form, ""
    return guessed, MappingForm(initial=guessed.as_json(), headings=headings), " ".join(guessed.problems())


def _preview(brought: BankImport, mapping: CsvMapping | None) -> tuple[list[TakenIn], str]:
    """Really taken in and then undone, so that every refusal shows now."""
    try:
        with transaction.atomic():
            taken = take_in(brought, mapping=mapping)
            transaction.set_rollback(True)
    except BankError as error:
        return [], str(error)
    return taken, ""
